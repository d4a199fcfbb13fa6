#include "repo-tools/verify/survey.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>
#include <utility>

#include "repo-tools/verify/superseded_metadata.hpp"

namespace switchback {
namespace {

class Surveyor {
 public:
  Surveyor(const PublishedFolder& folder, const RepositoryPaths& paths, Findings& findings)
      : folder_(folder), paths_(paths), findings_(findings) {}

  Survey run(Timestamp now) {
    survey_.metadata = verify_metadata(folder_, now, findings_);
    read_manifests();
    const auto listed = folder_.list(findings_);
    if (survey_.metadata.complete && manifests_complete_) {
      judge(listed);
    } else {
      survey_.notes.emplace_back(
          "files that no metadata names were not looked for, because the metadata is damaged");
    }
    survey_.metadata_files = survey_.metadata.files.size();
    return std::move(survey_);
  }

 private:
  void read_manifests() {
    for (const auto& target : named_targets(survey_.metadata)) {
      known_.insert(target.file_path);
      ++survey_.releases;
      const bool good = findings_.check(target.file_path, [&] {
        auto blobs = verify_manifest(folder_, target);
        known_.insert(blobs.bundle_path);
        known_.insert(blobs.index_path);
        for (auto& delta : blobs.deltas) add_delta(std::move(delta));
        if (pairs_.emplace(blobs.bundle_path, blobs.index_path).second)
          survey_.blobs.push_back(std::move(blobs));
      });
      manifests_complete_ = manifests_complete_ && good;
    }
  }

  // A promoted release has those of the other one.
  void add_delta(ReleaseDelta delta) {
    known_.insert(delta.path);
    if (deltas_.emplace(delta.path, delta.to_list_sha256, delta.reference.from_list_sha256).second)
      survey_.deltas.push_back(std::move(delta));
  }

  void judge(const std::vector<std::string>& listed) {
    known_.insert(survey_.metadata.files.begin(), survey_.metadata.files.end());
    const auto superseded = verify_superseded(folder_, survey_.metadata, listed, findings_);
    known_.insert(superseded.files.begin(), superseded.files.end());
    survey_.metadata.files.insert(superseded.files.begin(), superseded.files.end());
    keep_what_superseded_metadata_names(superseded);
    judge_unknown(listed);
    note_removed(listed);
  }

  void judge_unknown(const std::vector<std::string>& listed) {
    const auto publication = recorded_publication(paths_);
    std::size_t in_flight = 0;
    for (const auto& path : listed) {
      if (known_.contains(path) || removed_.contains(path)) continue;
      if (publication && belongs_to(*publication, path)) {
        check_publication(folder_, *publication, path, findings_);
        ++in_flight;
      } else if (folder_.exists(path)) {  // else `gc` deleted it meanwhile, its manifest after it
        findings_.add(path, "is named by no metadata");
      }
    }
    if (in_flight > 0) {
      survey_.notes.push_back(
          fmt::format("\"{}\" is under way or was interrupted with {} files in place; publish or "
                      "refresh completes it",
                      publication->operation, in_flight));
    }
  }

  // Of releases that were removed, and manifests that others replaced, with deltas for instance;
  // `gc` deletes them when their grace is over. Metadata that names them is kept as long
  // (repo-tools/repository/pruning.hpp).
  void keep_what_superseded_metadata_names(const SupersededMetadata& superseded) {
    for (const auto& [path, target] : superseded.manifests) {
      if (known_.contains(path)) continue;
      removed_.insert(path);
      findings_.check(path, [&, &named = target] {
        for (auto& blob : superseded_blobs(folder_, named)) removed_.insert(std::move(blob));
      });
    }
  }

  void note_removed(const std::vector<std::string>& listed) {
    const auto waiting = std::count_if(listed.begin(), listed.end(), [&](const auto& path) {
      return removed_.contains(path) && !known_.contains(path);
    });
    if (waiting > 0)
      survey_.notes.push_back(
          fmt::format("{} files of removed releases and replaced manifests wait for gc", waiting));
  }

  const PublishedFolder& folder_;
  const RepositoryPaths& paths_;
  Findings& findings_;
  Survey survey_;
  std::set<std::string> known_;
  std::set<std::string> removed_;  // named by superseded metadata alone
  std::set<std::pair<std::string, std::string>> pairs_;
  std::set<std::tuple<std::string, Sha256Digest, Sha256Digest>> deltas_;
  bool manifests_complete_ = true;
};

}  // namespace

Survey survey_repository(const PublishedFolder& folder, const RepositoryPaths& paths, Timestamp now,
                         Findings& findings) {
  return Surveyor(folder, paths, findings).run(now);
}

}  // namespace switchback
