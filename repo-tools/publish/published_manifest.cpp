#include "repo-tools/publish/published_manifest.hpp"

#include "base/errors.hpp"
#include "base/files.hpp"

namespace switchback {

std::vector<std::string> named_blobs(const ReleaseManifest& manifest) {
  return {blob_path(manifest.product, manifest.bundle.sha256),
          blob_path(manifest.product, manifest.index.sha256)};
}

ReleaseManifest read_manifest(const RepositoryPaths& paths, const CatalogEntry& release) {
  const auto sha256 = release.target.hashes.find("sha256");
  const std::string expected = sha256 == release.target.hashes.end() ? "" : sha256->second;
  const std::string path = manifest_file_path(release.target_path, expected);
  const auto bytes = read_file_if_exists(paths.root() / path, kMaxManifestLength);
  if (!bytes || bytes->size() != release.target.length || Sha256::of(*bytes).hex() != expected)
    throw StateError("damage", path + " is missing or damaged", "run `switchback-repo verify`");
  return parse_manifest(*bytes);
}

}  // namespace switchback
