#include "repo-tools/publish/published_manifest.hpp"

#include "base/errors.hpp"
#include "base/files.hpp"

namespace switchback {

std::string manifest_file_path(const std::string& target_path, const std::string& sha256) {
  const auto slash = target_path.rfind('/') + 1;
  return "targets/" + target_path.substr(0, slash) + sha256 + "." + target_path.substr(slash);
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
