#include "repo-tools/verify/verified_release.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/digest.hpp"
#include "base/errors.hpp"
#include "core/trust/file_check.hpp"
#include "core/trust/role_file.hpp"
#include "manifest-schema/release_record.hpp"
#include "repo-tools/publish/publish_release.hpp"
#include "repo-tools/publish/published_manifest.hpp"
#include "repo-tools/verify/metadata_form.hpp"

namespace switchback {
namespace {

ReleaseBlobs blobs_of(const ReleaseManifest& manifest) {
  ReleaseBlobs blobs{blob_path(manifest.product, manifest.bundle.sha256),
                     blob_path(manifest.product, manifest.index.sha256),
                     manifest.bundle,
                     manifest.index,
                     manifest.tree,
                     {}};
  for (const auto& delta : manifest.deltas)
    blobs.deltas.push_back(
        {blob_path(manifest.product, delta.offer.sha256), delta, manifest.index.list_sha256});
  return blobs;
}

// "0001" of "demo/0001/0r1/manifest.json".
std::string shard_of(const std::string& target_path) {
  const auto begin = target_path.find('/');
  const auto end = begin == std::string::npos ? begin : target_path.find('/', begin + 1);
  if (end == std::string::npos) return {};
  return target_path.substr(begin + 1, end - begin - 1);
}

// What a host plans with must be what it then finds.
void require_agreement(const ReleaseRecord& record, const ReleaseManifest& manifest) {
  const auto stated = record_of(manifest);
  if (record.version != stated.version) damaged("is of another version than its shard says");
  if (record.published != stated.published)
    damaged("was published at another time than its shard says");
  if (record.irreversible != stated.irreversible)
    damaged("has other one-way migrations than its shard says");
  if (record.deltas != stated.deltas) damaged("has other deltas than its shard says");
  if (record.sizes != stated.sizes) damaged("has other sizes than its shard says");
}

}  // namespace

std::vector<NamedTarget> named_targets(const VerifiedMetadata& metadata) {
  std::vector<NamedTarget> named;
  for (const auto& [name, role] : metadata.roles) {
    for (const auto& [path, file] : role.content.targets) {
      named.push_back({path, "targets/" + target_file_path(path, file, true), file});
    }
  }
  return named;
}

ReleaseBlobs verify_manifest(const PublishedFolder& folder, const NamedTarget& target) {
  const auto bytes = folder.read_existing(target.file_path, kMaxManifestLength);
  check_length_and_hashes(target.file_path, bytes, target.file.length, target.file.hashes);
  require_canonical(bytes);
  const auto manifest = parse_manifest(bytes);
  if (manifest_target_path(manifest.product, shard_of(target.target_path), manifest.version) !=
      target.target_path) {
    damaged("is of another release than its place says");
  }
  require_agreement(parse_release_record(target.file.custom), manifest);
  return blobs_of(manifest);
}

std::vector<std::string> superseded_blobs(const PublishedFolder& folder,
                                          const NamedTarget& target) {
  const auto bytes = folder.read(target.file_path, kMaxManifestLength);
  if (!bytes) return {};
  check_length_and_hashes(target.file_path, *bytes, target.file.length, target.file.hashes);
  return named_blobs(parse_manifest(*bytes));
}

}  // namespace switchback
