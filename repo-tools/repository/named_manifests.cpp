#include "repo-tools/repository/named_manifests.hpp"

#include "base/errors.hpp"
#include "base/files.hpp"
#include "manifest-schema/tuf/parse.hpp"

namespace switchback {
namespace {

constexpr std::uint64_t kMaxMetadataLength = 64 * 1024 * 1024;

}  // namespace

std::set<std::string> named_manifests(const RepositoryPaths& paths, const std::string& role,
                                      std::uint64_t version) {
  std::set<std::string> manifests;
  const auto bytes =
      read_file_if_exists(paths.root() / metadata_file_path(role, version), kMaxMetadataLength);
  if (!bytes) return manifests;
  try {
    for (const auto& [path, target] : tuf::parse_targets(*bytes).content.targets) {
      const auto sha256 = target.hashes.find("sha256");
      if (sha256 != target.hashes.end()) manifests.insert(manifest_file_path(path, sha256->second));
    }
  } catch (const TrustError&) {
    return {};  // no reader gets anything from it either
  }
  return manifests;
}

}  // namespace switchback
