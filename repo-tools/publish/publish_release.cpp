#include "repo-tools/publish/publish_release.hpp"

#include <algorithm>
#include <utility>

#include "base/errors.hpp"
#include "repo-tools/publish/published_manifest.hpp"
#include "repo-tools/repository/release_catalog.hpp"

namespace switchback {
namespace {

[[noreturn]] void refuse_published(const std::string& product, const Version& version,
                                   const char* how) {
  throw StateError("exists", product + " " + version.text() + " is published already" + how,
                   "a published release never changes: publish the tree as another version");
}

bool was_just_completed(const OpenRepository& repository, const std::string& product,
                        const Version& version) {
  return repository.completed &&
         repository.completed->operation == publish_operation(product, version);
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
  const std::string bytes = encode_manifest(manifest);
  const Sha256Digest sha256 = Sha256::of(bytes);
  const std::string target = manifest_target_path(manifest.product, shard.name, manifest.version);
  Staging& staging = repository.staging;
  std::vector<ReleaseFile> files;
  files.push_back(
      {staging.adopt(release.bundle, blob_path(manifest.product, manifest.bundle.sha256),
                     manifest.bundle.length, manifest.bundle.sha256),
       shard.role});
  files.push_back({staging.adopt(release.index, blob_path(manifest.product, manifest.index.sha256),
                                 manifest.index.length, manifest.index.sha256),
                   shard.role});
  files.push_back({staging.add(manifest_file_path(target, sha256.hex()), bytes), shard.role});
  tuf::TargetFile file;
  file.length = bytes.size();
  file.hashes["sha256"] = sha256.hex();
  file.custom = encode_release_record(record_of(manifest));
  add_release(repository.metadata(), shard, target, std::move(file));
  return files;
}

}  // namespace

std::string publish_operation(const std::string& product, const Version& version) {
  return "publish " + product + " " + version.text();
}

ReleaseRecord record_of(const ReleaseManifest& manifest) {
  ReleaseRecord record;
  record.version = manifest.version;
  record.published = manifest.published;
  record.barrier = manifest.release.barrier;
  record.security =
      manifest.release.security ||
      std::any_of(manifest.changelog.begin(), manifest.changelog.end(),
                  [](const auto& entry) { return entry.type == ChangeType::security; });
  if (manifest.release.min_version)
    record.min_version = Version::parse(*manifest.release.min_version);
  record.upgrades_from = manifest.release.upgrades_from;
  record.sizes = {manifest.bundle.length, manifest.index.length, manifest.tree.bytes,
                  manifest.tree.files};
  return record;
}

std::string release_identity(const ReleaseManifest& manifest) {
  ReleaseManifest timeless = manifest;
  timeless.published = Timestamp{};
  return Sha256::of(encode_manifest(timeless)).hex();
}

void require_publishable(const RepositoryMetadata& metadata, const std::string& product,
                         const Version& version) {
  if (!is_product_name(product)) {
    throw ConfigError("usage", "\"" + product + "\" is not a product name",
                      "use 1 to 64 of a-z, 0-9 and -, not beginning with -");
  }
  if (const auto release = find_release(metadata, product, version))
    refuse_published(product, version,
                     release->visible ? "" : " and waits for signatures (see `refresh`)");
}

void require_publishable(const OpenRepository& repository, const std::string& product,
                         const Version& version) {
  if (!was_just_completed(repository, product, version))
    require_publishable(repository.view.metadata, product, version);
}

PublishResult publish_release(OpenRepository& repository, KeyFolder& keys,
                              const PreparedRelease& release, const PublishOptions& options) {
  const ReleaseManifest& manifest = release.manifest;
  require_publishable(repository, manifest.product, manifest.version);
  const std::string identity = release_identity(manifest);
  if (was_just_completed(repository, manifest.product, manifest.version)) {
    if (repository.completed->identity != identity)
      refuse_published(manifest.product, manifest.version,
                       " by an interrupted run, with other content");
    repository.staging.sweep(repository.view.pending, nullptr);
    const bool is_visible =
        find_release(repository.metadata(), manifest.product, manifest.version)->visible;
    return {is_visible ? PublishOutcome::completed_interrupted : PublishOutcome::waiting, {}, {}};
  }
  require_product(repository, keys, manifest.product, options.now);
  const Shard shard = open_shard(repository.metadata(), manifest.product);
  CommitRequest request;
  request.operation = publish_operation(manifest.product, manifest.version);
  request.identity = identity;
  request.files = repository.view.pending.files;
  for (auto& file : stage(repository, release, shard)) request.files.push_back(std::move(file));
  request.lifetimes = options.lifetimes;
  request.now = options.now;
  SignerPool signers(keys);
  CommitResult committed =
      commit_changes(repository.paths, repository.staging, repository.metadata(), signers, request);
  const bool is_visible =
      std::count(committed.visible.begin(), committed.visible.end(), shard.role);
  return {is_visible ? PublishOutcome::published : PublishOutcome::waiting,
          std::move(committed.waiting), std::move(committed.warnings)};
}

}  // namespace switchback
