#include "repo-tools/publish/completed_publication.hpp"

#include "base/errors.hpp"
#include "repo-tools/publish/publishable_names.hpp"
#include "repo-tools/repository/interrupted_deltas.hpp"

namespace switchback {
namespace {

// The rollout is judged by what the releases have, as where `release` is repeated: asked for none,
// the run has nothing against the one that the killed run gave.
bool are_visible(const RepositoryMetadata& metadata, const std::vector<PreparedRelease>& releases) {
  bool is_visible = true;
  for (const auto& asked : releases) {
    const auto& [product, version] = ReleaseName{asked.manifest.product, asked.manifest.version};
    const auto release = find_release(metadata, product, version);
    if (!release)
      throw StateError("damage", product + " " + version.text() + " was published and is missing",
                       "run `switchback-repo verify`");
    require_rollout(*release, asked.rollout);
    is_visible = is_visible && release->visible;
  }
  return is_visible;
}

}  // namespace

bool completes_publication(const OpenRepository& repository,
                           const std::vector<ReleaseName>& names) {
  return repository.completed && repository.completed->operation == publish_operation(names);
}

PublishResult completed_publication(OpenRepository& repository,
                                    const std::vector<PreparedRelease>& releases,
                                    const std::string& identity) {
  const ReleaseManifest& first = releases.front().manifest;
  if (repository.completed->identity != identity)
    refuse_published({first.product, first.version}, " by an interrupted run, with other content");
  const bool is_visible = are_visible(repository.metadata(), releases);
  repository.staging.sweep(repository.view.pending, nullptr);
  PublishResult result;
  result.outcome = is_visible ? PublishOutcome::completed_interrupted : PublishOutcome::waiting;
  forget_work(repository.paths, releases, result.warnings);
  return result;
}

void forget_work(const RepositoryPaths& paths, const std::vector<PreparedRelease>& releases,
                 std::vector<std::string>& warnings) {
  try {
    for (const auto& release : releases) forget_frames(paths, release.manifest.index.list_sha256);
  } catch (const Error& error) {  // they are published by now
    warnings.push_back(std::string(error.what()) + "; gc removes it");
  }
}

}  // namespace switchback
