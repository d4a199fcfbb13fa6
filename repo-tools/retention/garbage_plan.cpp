#include "repo-tools/retention/garbage_plan.hpp"

#include <algorithm>
#include <numeric>
#include <set>
#include <utility>

#include "base/digest.hpp"
#include "base/errors.hpp"
#include "base/files.hpp"
#include "repo-tools/publish/published_manifest.hpp"
#include "repo-tools/repository/metadata_reader.hpp"
#include "repo-tools/repository/pruning.hpp"
#include "repo-tools/retention/published_targets.hpp"
#include "repo-tools/retention/referenced_files.hpp"
#include "repo-tools/retention/superseded_releases.hpp"

namespace switchback {
namespace {

std::uint64_t bytes_of(const std::vector<GarbageFile>& files) {
  return std::accumulate(
      files.begin(), files.end(), std::uint64_t{0},
      [](std::uint64_t sum, const GarbageFile& file) { return sum + file.bytes; });
}

// The blobs of a manifest that nothing references; none where it is damaged or only a part.
std::vector<std::string> blobs_of(const RepositoryPaths& paths, const std::string& manifest) {
  try {
    const auto bytes = read_file_if_exists(paths.root() / manifest, kMaxManifestLength);
    if (!bytes || manifest.find(Sha256::of(*bytes).hex()) == std::string::npos) return {};
    return named_blobs(parse_manifest(*bytes));
  } catch (const TrustError&) {
    return {};  // it names nothing that could be found through it
  }
}

class Planner {
 public:
  Planner(const RepositoryPaths& paths, const GarbageOptions& options)
      : paths_(paths), options_(options) {
    auto reading = read_unreferenced(paths);
    known_ = std::move(reading.since);
    if (reading.warning) plan_.warnings.push_back(*reading.warning);
  }

  GarbagePlan run(const ReferencedFiles& referenced) {
    PublishedTargets targets = list_targets(paths_);
    plan_.strangers = targets.strangers;
    plan_.empty_folders = std::move(targets.empty_folders);
    const auto is_needed = [&](const PublishedFile& file) {
      return referenced.contains(file.path);
    };
    std::erase_if(targets.manifests, is_needed);
    std::erase_if(targets.blobs, is_needed);
    judge_manifests(targets.manifests);
    for (const auto& file : targets.blobs) {
      const auto named = named_since_.find(file.path);
      const Timestamp since = named == named_since_.end() ? known_since(file.path) : named->second;
      judge(file, since, plan_.blobs);
    }
    judge_metadata();
    for (auto& delta : interrupted_deltas(paths_))
      if (delta.since + options_.grace <= options_.now)
        plan_.interrupted.push_back(std::move(delta));
    return std::move(plan_);
  }

 private:
  // A time ahead of the clock is one of a clock that was set back since.
  Timestamp known_since(const std::string& path) const {
    const auto known = known_.find(path);
    return known == known_.end() ? options_.now : std::min(known->second, options_.now);
  }

  void judge_manifests(const std::vector<PublishedFile>& manifests) {
    std::vector<std::string> names;
    names.reserve(manifests.size());
    for (const auto& file : manifests) names.push_back(file.path);
    const auto recent = recently_superseded(paths_, names, options_.grace, options_.now);
    for (const auto& file : manifests) {
      Timestamp since = known_since(file.path);
      const auto superseded = recent.find(file.path);
      if (superseded != recent.end()) since = std::max(since, superseded->second);
      judge(file, since, plan_.manifests);
      // A blob is needed as long as any manifest that names it is.
      for (const auto& blob : blobs_of(paths_, file.path)) {
        auto& named = named_since_.emplace(blob, since).first->second;
        named = std::max(named, since);
      }
    }
  }

  void judge(const PublishedFile& file, Timestamp since, std::vector<GarbageFile>& due) {
    const bool is_due = since + options_.grace <= options_.now;
    (is_due ? due : plan_.waiting).push_back({file.path, file.bytes, since});
    plan_.record[file.path] = since;
  }

  void judge_metadata() {
    RetentionLimits limits;
    limits.age = options_.grace;
    std::set<std::string> going;
    for (const auto& file : plan_.manifests) going.insert(file.path);
    for (const auto& file : prunable_metadata(paths_, options_.now, limits, going))
      plan_.metadata.push_back({file.path(), file.length, file.made});
  }

  const RepositoryPaths& paths_;
  const GarbageOptions& options_;
  UnreferencedSince known_;
  UnreferencedSince named_since_;  // of blobs, by the manifests that still name them
  GarbagePlan plan_;
};

}  // namespace

std::uint64_t GarbagePlan::due_bytes() const {
  return bytes_of(blobs) + bytes_of(manifests) + bytes_of(metadata);
}

GarbagePlan plan_garbage(const RepositoryPaths& paths, const PendingSet& pending,
                         const GarbageOptions& options) {
  const ReferencedFiles referenced(paths, read_visible_metadata(paths), pending,
                                   read_transaction(paths));
  return Planner(paths, options).run(referenced);
}

}  // namespace switchback
