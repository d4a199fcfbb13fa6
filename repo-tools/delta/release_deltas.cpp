#include "repo-tools/delta/release_deltas.hpp"

#include <fmt/format.h>

#include <optional>
#include <utility>

#include "base/errors.hpp"
#include "base/units.hpp"
#include "repo-tools/delta/delta_choice.hpp"
#include "repo-tools/delta/make_delta.hpp"
#include "repo-tools/delta/older_releases.hpp"
#include "repo-tools/repository/work_folder.hpp"

namespace switchback {
namespace {

class DeltaMaker {
 public:
  DeltaMaker(OpenRepository& repository, const OlderReleases& older, PreparedRelease& release,
             const std::filesystem::path& tree, const DeltaRequest& request, Progress& progress)
      : repository_(repository),
        older_(older),
        release_(release),
        tree_{IndexFile::open(release.index, release.manifest.index), tree},
        request_(request) {
    options_.memory = request.memory;
    options_.progress = &progress;
    options_.stop = request.stop;
  }

  AddedDeltas run() {
    DeltaChoice(
        older_, release_.manifest, request_.count,
        [this](std::size_t base, const ReleaseManifest& from) { return lead(base, from); },
        [this](const Version& from, const Error& error) { fail(from, error); })
        .run();
    return std::move(result_);
  }

 private:
  bool lead(std::size_t base, const ReleaseManifest& from) {
    const auto old_tree = tree_of(base, from);
    if (old_tree) add(from.version, *old_tree);
    return old_tree.has_value();
  }

  std::optional<ReleaseTree> tree_of(std::size_t base, const ReleaseManifest& manifest) {
    try {
      work_.emplace(repository_.paths);
      return extract_release(older_.files(base, manifest), work_->path() / "old", request_.stop);
    } catch (const Error& error) {
      fail(manifest.version, error);
      return std::nullopt;
    }
  }

  void fail(const Version& from, const Error& error) {
    result_.missing.push_back({from, release_.manifest.version, error.what(), true});
  }

  // Nothing, which is told, where so much changed that hosts would refuse the delta.
  std::optional<MadeDelta> make(const Version& from, const ReleaseTree& old_tree,
                                const std::filesystem::path& file) {
    try {
      return make_delta(repository_.paths, from, old_tree, tree_, options_, file);
    } catch (const TrustError& error) {
      if (error.code() != "trust-limit") throw;
      result_.missing.push_back({from, release_.manifest.version, error.what(), false});
      return std::nullopt;
    }
  }

  void add(const Version& from, const ReleaseTree& old_tree) {
    const ReleaseManifest& to = release_.manifest;
    const auto file = repository_.staging.new_file(
        fmt::format("{}.{}.delta.{}", to.product, to.version.path_text(), from.path_text()));
    const auto made = make(from, old_tree, file);
    if (!made) return;
    result_.resumed_frames += made->resumed_frames;
    const DeltaOffer& offer = made->reference.offer;
    if (!made->is_worth_it) {
      result_.missing.push_back({from, to.version,
                                 fmt::format("{}, and frames are {}", format_size(offer.length),
                                             format_size(made->frames.bytes)),
                                 false});
      return;
    }
    release_.manifest.deltas.push_back(made->reference);
    release_.deltas.push_back({file, {offer.length, offer.sha256}});
  }

  OpenRepository& repository_;
  const OlderReleases& older_;
  PreparedRelease& release_;
  const ReleaseTree tree_;
  const DeltaRequest& request_;
  DeltaOptions options_;
  std::optional<WorkFolder> work_;
  AddedDeltas result_;
};

}  // namespace

AddedDeltas add_deltas(OpenRepository& repository, const std::vector<PreparedRelease>& earlier,
                       PreparedRelease& release, const std::filesystem::path& tree,
                       const DeltaRequest& request, Progress& progress) {
  if (request.count == 0) return {};
  const OlderReleases older(repository.paths, repository.view.metadata, earlier,
                            release.manifest.product);
  return DeltaMaker(repository, older, release, tree, request, progress).run();
}

}  // namespace switchback
