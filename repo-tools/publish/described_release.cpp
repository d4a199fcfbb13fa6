// What a release is, said of its manifest and its record alone: see publish_release.hpp.
#include <algorithm>

#include "base/errors.hpp"
#include "manifest-schema/recorded_rollout.hpp"
#include "repo-tools/publish/publish_release.hpp"

namespace switchback {

std::string text_of(const ReleaseName& name) {
  return name.product + " " + name.version.text();
}

std::string publish_operation(const std::vector<ReleaseName>& names) {
  std::string operation;
  for (const auto& name : names)
    operation += (operation.empty() ? "publish " : ", ") + text_of(name);
  return operation;
}

ReleaseRecord record_of(const ReleaseManifest& manifest, const std::optional<Rollout>& rollout) {
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
  record.irreversible = manifest.irreversible;
  record_rollout(record, rollout.value_or(Rollout{}));
  record.sizes = {manifest.bundle.length, manifest.index.length, manifest.tree.bytes,
                  manifest.tree.files};
  for (const auto& delta : manifest.deltas) record.deltas.push_back(delta.offer);
  return record;
}

void require_floor(const std::optional<Version>& min_version, const Version& version,
                   const std::string& where) {
  if (!min_version || *min_version <= version) return;
  throw ConfigError("config",
                    where + ": min_version " + min_version->text() + " is above " + version.text() +
                        ", the version of the release itself",
                    "lower it, or publish the release as " + min_version->text() + " or above");
}

void require_rollout(const CatalogEntry& release, const std::optional<Rollout>& asked) {
  if (!asked || recorded_rollout(release.record) == *asked) return;
  const std::string version = release.record.version.text();
  throw StateError("exists",
                   release.product + " " + version + " is published already, with another rollout",
                   "change it with `switchback-repo rollout " + version + " --percent N`");
}

std::string release_identity(const ReleaseManifest& manifest) {
  ReleaseManifest timeless = manifest;
  timeless.published = Timestamp{};
  timeless.deltas.clear();
  return Sha256::of(encode_manifest(timeless)).hex();
}

}  // namespace switchback
