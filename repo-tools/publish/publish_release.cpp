#include "repo-tools/publish/publish_release.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "repo-tools/publish/completed_publication.hpp"
#include "repo-tools/publish/publishable_names.hpp"
#include "repo-tools/publish/staged_release.hpp"
#include "repo-tools/repository/removed_versions.hpp"

namespace switchback {
namespace {

std::vector<ReleaseName> names_of(const std::vector<PreparedRelease>& releases) {
  std::vector<ReleaseName> names;
  names.reserve(releases.size());
  for (const auto& release : releases)
    names.push_back({release.manifest.product, release.manifest.version});
  return names;
}

std::string identity_of(const std::vector<PreparedRelease>& releases) {
  if (releases.size() == 1) return release_identity(releases.front().manifest);
  std::string all;
  for (const auto& release : releases) all += release_identity(release.manifest) + "\n";
  return Sha256::of(all).hex();
}

void require_product(OpenRepository& repository, KeyFolder& keys, const std::string& product,
                     Timestamp now) {
  const auto products = products_of(repository.metadata());
  if (std::find(products.begin(), products.end(), product) != products.end()) return;
  const std::string role = product_role(product);
  const auto existing = keys.key_for(role);
  const Ed25519PublicKey key =
      existing ? *existing : keys.generate(role, now, KeyFolder::Protection::as_others);
  add_product(repository.metadata(), product, tuf_key_of(key));
}

PreviousVersions previous_versions(const std::vector<PreparedRelease>& releases) {
  PreviousVersions versions;
  for (const auto& release : releases) {
    if (!release.previous) continue;
    auto& recorded = versions[text_of({release.manifest.product, release.manifest.version})];
    if (release.previous->version) recorded = release.previous->version->text();
  }
  return versions;
}

// Gives the roles of their shards.
std::set<std::string> stage_all(OpenRepository& repository, KeyFolder& keys,
                                const std::vector<PreparedRelease>& releases,
                                CommitRequest& request) {
  std::set<std::string> shards;
  for (const auto& release : releases) {
    require_product(repository, keys, release.manifest.product, request.now);
    const Shard shard = open_shard(repository.metadata(), release.manifest.product);
    shards.insert(shard.role);
    for (auto& file : stage_release(repository, release, shard))
      request.files.push_back(std::move(file));
  }
  return shards;
}

}  // namespace

PublishResult publish_releases(OpenRepository& repository, KeyFolder& keys,
                               const std::vector<PreparedRelease>& releases,
                               const PublishOptions& options) {
  const std::vector<ReleaseName> names = names_of(releases);
  require_publishable(repository, names);
  CommitRequest request;
  request.operation = publish_operation(names);
  request.identity = identity_of(releases);
  if (completes_publication(repository, names))
    return completed_publication(repository, releases, request.identity);
  for (const auto& release : releases) require_not_another(repository.metadata(), release.manifest);
  request.files = repository.view.pending.files;
  request.previous = previous_versions(releases);
  request.lifetimes = options.lifetimes;
  request.now = options.now;
  std::set<std::string> shards = stage_all(repository, keys, releases, request);
  SignerPool signers(keys);
  CommitResult committed =
      commit_changes(repository.paths, repository.staging, repository.metadata(), signers, request);
  for (const auto& role : committed.visible) shards.erase(role);
  forget_work(repository.paths, releases, committed.warnings);
  return {shards.empty() ? PublishOutcome::published : PublishOutcome::waiting,
          std::move(committed.waiting), std::move(committed.warnings)};
}

}  // namespace switchback
