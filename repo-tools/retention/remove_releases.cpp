#include "repo-tools/retention/remove_releases.hpp"

#include <algorithm>
#include <utility>

#include "base/errors.hpp"
#include "repo-tools/publish/published_manifest.hpp"
#include "repo-tools/repository/removed_versions.hpp"
#include "repo-tools/retention/unreferenced_record.hpp"
#include "repo-tools/retention/wanted_files.hpp"

namespace switchback {
namespace {

// A manifest with deltas that cannot be read any more is remembered as it was named, which no
// release equals then: better none comes back than another.
std::string remembered_digest(const RepositoryPaths& paths, const CatalogEntry& release) {
  const std::string& named = release.target.hashes.at("sha256");
  if (release.record.deltas.empty()) return named;
  try {
    return digest_without_deltas(read_manifest(paths, release));
  } catch (const Error&) {
    return named;
  }
}

void note_removed(const RepositoryPaths& paths, const RemovalPlan& plan, Timestamp now,
                  CommitResult& result) {
  std::vector<std::string> manifests;
  for (const auto& release : plan.removed)
    if (std::count(result.visible.begin(), result.visible.end(), release.shard.role) != 0)
      manifests.push_back(manifest_path_of(release.target_path, release.target));
  try {
    note_unreferenced(paths, manifests, now);
  } catch (const Error& error) {  // the releases are removed by now
    result.warnings.push_back(std::string(error.what()) +
                              "; the grace of the removed files begins with the next gc");
  }
}

}  // namespace

bool was_just_removed(const OpenRepository& repository, const RemovalRequest& request) {
  return repository.completed && repository.completed->operation.starts_with("remove ") &&
         repository.completed->identity == request.identity();
}

CommitResult remove_releases(OpenRepository& repository, KeyFolder& keys,
                             const RemovalRequest& request, const RemovalPlan& plan,
                             const Lifetimes& lifetimes, Timestamp now) {
  for (const auto& release : plan.removed) {
    TargetsRole& role = repository.metadata().role(release.shard.role);
    role.content.targets.erase(release.target_path);
    // What no reader ever saw no host has.
    if (release.visible)
      note_removed_version(
          role.content, release.record.version,
          {remembered_digest(repository.paths, release), release.record.published, now});
    role.edit();
  }
  CommitRequest commit;
  commit.operation = plan.operation();
  commit.identity = request.identity();
  commit.files = repository.view.pending.files;
  keep_wanted(repository, commit.files);
  commit.lifetimes = lifetimes;
  commit.now = now;
  SignerPool signers(keys);
  CommitResult result =
      commit_changes(repository.paths, repository.staging, repository.metadata(), signers, commit);
  note_removed(repository.paths, plan, now, result);
  return result;
}

}  // namespace switchback
