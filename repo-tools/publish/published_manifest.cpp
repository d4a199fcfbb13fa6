#include "repo-tools/publish/published_manifest.hpp"

#include <algorithm>

#include "base/errors.hpp"
#include "base/files.hpp"
#include "base/hex.hpp"
#include "repo-tools/repository/pending_set.hpp"

namespace switchback {
namespace {

std::optional<std::string> read_staged(const RepositoryPaths& paths, const std::string& path,
                                       const tuf::TargetFile& target, const std::string& sha256) {
  const auto raw = hex_decode(sha256);
  if (!raw || raw->size() != sizeof(Sha256Digest)) return std::nullopt;
  const StagedFile staged{path, target.length, Sha256Digest::from_bytes(*raw)};
  return read_file_if_exists(paths.staged() / staged.staged_name(), kMaxManifestLength);
}

}  // namespace

std::vector<std::string> named_blobs(const ReleaseManifest& manifest) {
  std::vector<std::string> blobs{blob_path(manifest.product, manifest.bundle.sha256),
                                 blob_path(manifest.product, manifest.index.sha256)};
  for (const auto& delta : manifest.deltas) {
    auto path = blob_path(manifest.product, delta.offer.sha256);
    if (std::find(blobs.begin(), blobs.end(), path) == blobs.end())
      blobs.push_back(std::move(path));
  }
  return blobs;
}

ReleaseManifest read_manifest(const RepositoryPaths& paths, const CatalogEntry& release) {
  const auto sha256 = release.target.hashes.find("sha256");
  const std::string expected = sha256 == release.target.hashes.end() ? "" : sha256->second;
  const std::string path = manifest_file_path(release.target_path, expected);
  auto bytes = read_file_if_exists(paths.root() / path, kMaxManifestLength);
  if (!bytes) bytes = read_staged(paths, path, release.target, expected);
  if (!bytes || bytes->size() != release.target.length || Sha256::of(*bytes).hex() != expected)
    throw StateError("damage", path + " is missing or damaged", "run `switchback-repo verify`");
  return parse_manifest(*bytes);
}

}  // namespace switchback
