#include "repo-tools/steer/promote_release.hpp"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <utility>

#include "base/errors.hpp"
#include "repo-tools/publish/published_manifest.hpp"
#include "repo-tools/publish/staged_manifest.hpp"
#include "repo-tools/repository/removed_versions.hpp"

namespace switchback {
namespace {

std::string name_of(const std::string& product, const Version& version) {
  return product + " " + version.text();
}

void require_blob(const RepositoryPaths& paths, const std::string& path, std::uint64_t length) {
  std::error_code error;
  const auto actual = std::filesystem::file_size(paths.root() / path, error);
  if (error || actual != length)
    throw StateError("damage", path + " is missing or damaged", "run `switchback-repo verify`");
}

CatalogEntry existing_release(const RepositoryMetadata& metadata, const std::string& product,
                              const Version& version) {
  auto release = find_release(metadata, product, version);
  if (!release)
    throw StateError("not-found", name_of(product, version) + " is not published",
                     "see `switchback-repo list`; a draft is published with `release`");
  if (!release->visible)
    throw StateError("state", name_of(product, version) + " waits for signatures itself",
                     "run `switchback-repo refresh` where its keys are");
  return std::move(*release);
}

// A delta that itself waits for signatures stays with the release for which it was made.
bool is_of_no_use(const RepositoryPaths& paths, const ReleaseManifest& manifest,
                  const DeltaOffer& delta, const Version& to) {
  const StagedFile file{blob_path(manifest.product, delta.sha256), delta.length, delta.sha256};
  const bool waits = !std::filesystem::exists(paths.root() / file.path) &&
                     std::filesystem::exists(paths.staged() / file.staged_name());
  return waits || delta.from == to;
}

ReleaseManifest manifest_as(const Version& to, const RepositoryPaths& paths,
                            const CatalogEntry& release, Timestamp now) {
  ReleaseManifest manifest = read_manifest(paths, release);
  require_blob(paths, blob_path(manifest.product, manifest.bundle.sha256), manifest.bundle.length);
  require_blob(paths, blob_path(manifest.product, manifest.index.sha256), manifest.index.length);
  std::erase_if(manifest.deltas,
                [&](const auto& delta) { return is_of_no_use(paths, manifest, delta.offer, to); });
  for (const auto& delta : manifest.deltas)
    require_blob(paths, blob_path(manifest.product, delta.offer.sha256), delta.offer.length);
  manifest.version = to;
  manifest.published = now;
  return manifest;
}

// What a killed run of the same promotion left, completed by this run.
std::optional<PromotedRelease> completed_promotion(const OpenRepository& repository,
                                                   const Promotion& promotion,
                                                   const std::optional<Rollout>& rollout,
                                                   Timestamp now) {
  if (!repository.completed || repository.completed->operation != promote_operation(promotion))
    return std::nullopt;
  const auto& metadata = repository.view.metadata;
  const auto promoted = find_release(metadata, promotion.product, promotion.to);
  if (!promoted) return std::nullopt;
  require_rollout(*promoted, rollout);
  const auto source = existing_release(metadata, promotion.product, promotion.from);
  return PromotedRelease{
      manifest_as(promotion.to, repository.paths, source, now),
      {promoted->visible ? PublishOutcome::completed_interrupted : PublishOutcome::waiting,
       {},
       {}}};
}

CatalogEntry promotable(const RepositoryMetadata& metadata, const Promotion& promotion) {
  if (promotion.from == promotion.to)
    throw ConfigError("usage", promotion.to.text() + " is the version that it has already",
                      "name another version with --to");
  CatalogEntry release = existing_release(metadata, promotion.product, promotion.from);
  if (release.record.yanked)
    throw PolicyError(
        "yanked",
        name_of(promotion.product, promotion.from) + " is yanked: " + *release.record.yanked,
        "promote another release, or take the yank back with `yank --undo`");
  require_floor(release.record.min_version, promotion.to,
                name_of(promotion.product, promotion.from));
  if (const auto taken = find_release(metadata, promotion.product, promotion.to))
    throw StateError(
        "exists",
        name_of(promotion.product, promotion.to) +
            (taken->visible ? " is published already" : " waits for signatures (see `refresh`)"),
        "a published release never changes: choose another version");
  return release;
}

}  // namespace

std::string promote_operation(const Promotion& promotion) {
  return "promote " + name_of(promotion.product, promotion.from) + " to " + promotion.to.text();
}

ReleaseManifest promoted_manifest(const RepositoryPaths& paths, const RepositoryMetadata& metadata,
                                  const Promotion& promotion, Timestamp now) {
  const CatalogEntry source = promotable(metadata, promotion);
  ReleaseManifest manifest = manifest_as(promotion.to, paths, source, now);
  require_not_another(metadata, manifest);
  return manifest;
}

PromotedRelease promote_release(OpenRepository& repository, const std::function<KeyFolder()>& keys,
                                const Promotion& promotion, const PublishOptions& options,
                                const std::optional<Rollout>& rollout) {
  if (auto completed = completed_promotion(repository, promotion, rollout, options.now))
    return *completed;
  RepositoryMetadata& metadata = repository.metadata();
  PromotedRelease promoted;
  promoted.manifest = promoted_manifest(repository.paths, metadata, promotion, options.now);
  KeyFolder folder = keys();
  SignerPool signers(folder);
  CommitRequest request;
  request.operation = promote_operation(promotion);
  request.identity = release_identity(promoted.manifest);
  request.files = repository.view.pending.files;
  request.lifetimes = options.lifetimes;
  request.now = options.now;
  const Shard shard = open_shard(metadata, promotion.product);
  request.files.push_back(stage_manifest(repository, shard, promoted.manifest, rollout));
  CommitResult committed =
      commit_changes(repository.paths, repository.staging, metadata, signers, request);
  const bool visible =
      std::count(committed.visible.begin(), committed.visible.end(), shard.role) > 0;
  promoted.result = {visible ? PublishOutcome::published : PublishOutcome::waiting,
                     std::move(committed.waiting), std::move(committed.warnings)};
  return promoted;
}

}  // namespace switchback
