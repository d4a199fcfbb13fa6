#include "repo-tools/retention/wanted_files.hpp"

#include <set>
#include <string>
#include <utility>

#include "base/files.hpp"
#include "repo-tools/publish/published_manifest.hpp"

namespace switchback {
namespace {

constexpr std::string_view kManifestSuffix = ".manifest.json";

std::set<std::string> manifests_of(const TargetsRole& role) {
  std::set<std::string> manifests;
  for (const auto& [path, target] : role.content.targets)
    manifests.insert(manifest_path_of(path, target));
  return manifests;
}

}  // namespace

std::string manifest_path_of(const std::string& target_path, const tuf::TargetFile& target) {
  const auto sha256 = target.hashes.find("sha256");
  return manifest_file_path(target_path, sha256 == target.hashes.end() ? "" : sha256->second);
}

void keep_wanted(const OpenRepository& repository, std::vector<ReleaseFile>& files) {
  std::set<std::pair<std::string, std::string>> wanted;  // role, path
  for (const auto& file : files) {
    if (!file.file.path.ends_with(kManifestSuffix)) continue;
    if (!manifests_of(repository.view.metadata.role(file.role)).contains(file.file.path)) continue;
    wanted.emplace(file.role, file.file.path);
    const auto bytes =
        read_file(repository.paths.staged() / file.file.staged_name(), kMaxManifestLength);
    for (const auto& blob : named_blobs(parse_manifest(bytes))) wanted.emplace(file.role, blob);
  }
  std::erase_if(files, [&](const ReleaseFile& file) {
    return !wanted.contains({file.role, file.file.path});
  });
}

}  // namespace switchback
