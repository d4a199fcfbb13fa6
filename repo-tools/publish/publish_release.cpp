#include "repo-tools/publish/publish_release.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "base/errors.hpp"
#include "repo-tools/publish/staged_manifest.hpp"
#include "repo-tools/repository/interrupted_deltas.hpp"
#include "repo-tools/repository/removed_versions.hpp"

namespace switchback {
namespace {

[[noreturn]] void refuse_published(const std::string& product, const Version& version,
                                   const char* how) {
  throw StateError("exists", product + " " + version.text() + " is published already" + how,
                   "a published release never changes: publish the tree as another version");
}

bool was_just_completed(const OpenRepository& repository, const std::vector<ReleaseName>& names) {
  return repository.completed && repository.completed->operation == publish_operation(names);
}

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

void require_distinct(const std::vector<ReleaseName>& names) {
  std::set<std::string> seen;
  for (const auto& name : names)
    if (!seen.insert(publish_operation({name})).second)
      throw ConfigError("usage", name.product + " " + name.version.text() + " is named twice",
                        "name each release once");
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

std::vector<ReleaseFile> stage(OpenRepository& repository, const PreparedRelease& release,
                               const Shard& shard) {
  const ReleaseManifest& manifest = release.manifest;
  Staging& staging = repository.staging;
  std::vector<ReleaseFile> files;
  files.push_back(
      {staging.adopt(release.bundle, blob_path(manifest.product, manifest.bundle.sha256),
                     manifest.bundle.length, manifest.bundle.sha256),
       shard.role});
  files.push_back({staging.adopt(release.index, blob_path(manifest.product, manifest.index.sha256),
                                 manifest.index.length, manifest.index.sha256),
                   shard.role});
  for (const auto& [file, blob] : release.deltas)
    files.push_back(
        {staging.adopt(file, blob_path(manifest.product, blob.sha256), blob.length, blob.sha256),
         shard.role});
  files.push_back(stage_manifest(repository, shard, manifest, release.rollout));
  return files;
}

}  // namespace

void require_publishable(const RepositoryMetadata& metadata,
                         const std::vector<ReleaseName>& names) {
  require_distinct(names);
  for (const auto& [product, version] : names) {
    if (!is_product_name(product))
      throw ConfigError("usage", "\"" + product + "\" is not a product name",
                        "use 1 to 64 of a-z, 0-9 and -, not beginning with -");
    if (const auto release = find_release(metadata, product, version))
      refuse_published(product, version,
                       release->visible ? "" : " and waits for signatures (see `refresh`)");
  }
}

void require_publishable(const OpenRepository& repository, const std::vector<ReleaseName>& names) {
  if (!was_just_completed(repository, names)) require_publishable(repository.view.metadata, names);
}

namespace {

// The deltas to the releases are there.
void forget_work(const RepositoryPaths& paths, const std::vector<PreparedRelease>& releases,
                 std::vector<std::string>& warnings) {
  try {
    for (const auto& release : releases) forget_frames(paths, release.manifest.index.list_sha256);
  } catch (const Error& error) {  // they are published by now
    warnings.push_back(std::string(error.what()) + "; gc removes it");
  }
}

// The rollout is judged by what the releases have, as where `release` is repeated: asked for none,
// the run has nothing against the one that the killed run gave.
PublishResult completed_result(OpenRepository& repository,
                               const std::vector<PreparedRelease>& releases,
                               const std::string& identity) {
  const ReleaseManifest& first = releases.front().manifest;
  if (repository.completed->identity != identity)
    refuse_published(first.product, first.version, " by an interrupted run, with other content");
  bool is_visible = true;
  for (const auto& asked : releases) {
    const auto& [product, version] = ReleaseName{asked.manifest.product, asked.manifest.version};
    const auto release = find_release(repository.metadata(), product, version);
    if (!release)
      throw StateError("damage", product + " " + version.text() + " was published and is missing",
                       "run `switchback-repo verify`");
    require_rollout(*release, asked.rollout);
    is_visible = is_visible && release->visible;
  }
  repository.staging.sweep(repository.view.pending, nullptr);
  PublishResult result;
  if (is_visible)
    result.outcome = PublishOutcome::completed_interrupted;
  else
    result.outcome = PublishOutcome::waiting;
  forget_work(repository.paths, releases, result.warnings);
  return result;
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
  if (was_just_completed(repository, names))
    return completed_result(repository, releases, request.identity);
  for (const auto& release : releases) require_not_another(repository.metadata(), release.manifest);
  request.files = repository.view.pending.files;
  request.lifetimes = options.lifetimes;
  request.now = options.now;
  std::set<std::string> shards;
  for (const auto& release : releases) {
    require_product(repository, keys, release.manifest.product, options.now);
    const Shard shard = open_shard(repository.metadata(), release.manifest.product);
    shards.insert(shard.role);
    for (auto& file : stage(repository, release, shard)) request.files.push_back(std::move(file));
  }
  SignerPool signers(keys);
  CommitResult committed =
      commit_changes(repository.paths, repository.staging, repository.metadata(), signers, request);
  for (const auto& role : committed.visible) shards.erase(role);
  forget_work(repository.paths, releases, committed.warnings);
  return {shards.empty() ? PublishOutcome::published : PublishOutcome::waiting,
          std::move(committed.waiting), std::move(committed.warnings)};
}

}  // namespace switchback
