#include "repo-tools/retention/published_targets.hpp"

#include <algorithm>
#include <filesystem>

#include "base/durable.hpp"
#include "manifest-schema/release_manifest.hpp"
#include "repo-tools/repository/release_catalog.hpp"

namespace switchback {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view kManifestSuffix = ".manifest.json";
constexpr std::string_view kTemporary = ".tmp.";
constexpr std::size_t kDigestLength = 64;

enum class Kind { blob, manifest, stranger };

bool is_digest(std::string_view text) {
  return text.size() == kDigestLength &&
         text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

std::vector<std::string> components_of(const fs::path& path) {
  std::vector<std::string> components;
  for (const auto& component : path) components.push_back(component.string());
  return components;
}

// `path` is relative to REPO: "targets/PRODUCT/blobs/SHA256" and so on.
Kind kind_of(const fs::path& path) {
  const auto components = components_of(path);
  std::string_view name = components.back();
  if (is_temporary_name(name)) name = name.substr(0, name.rfind(kTemporary));
  if (components.size() == 4 && components[2] == "blobs" && is_product_name(components[1]))
    return is_digest(name) ? Kind::blob : Kind::stranger;
  if (components.size() != 5 || !is_product_name(components[1]) ||
      !name.ends_with(kManifestSuffix) || !parse_version_path_text(components[3]))
    return Kind::stranger;
  name.remove_suffix(kManifestSuffix.size());
  return is_digest(name) ? Kind::manifest : Kind::stranger;
}

// "targets/PRODUCT/SHARD/VERSION"
bool is_version_folder(const fs::path& path) {
  const auto components = components_of(path);
  return components.size() == 4 && is_product_name(components[1]) && components[2] != "blobs" &&
         parse_version_path_text(components[3]);
}

void sort_by_path(std::vector<PublishedFile>& files) {
  std::sort(files.begin(), files.end(),
            [](const auto& left, const auto& right) { return left.path < right.path; });
}

}  // namespace

PublishedTargets list_targets(const RepositoryPaths& paths) {
  PublishedTargets targets;
  const fs::path folder = paths.root() / "targets";
  if (!fs::is_directory(fs::symlink_status(folder))) return targets;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    const auto status = entry.symlink_status();
    const fs::path path = entry.path().lexically_relative(paths.root());
    if (fs::is_directory(status)) {
      if (is_version_folder(path) && fs::is_empty(entry.path()))
        targets.empty_folders.push_back(path.string());
      continue;
    }
    const Kind kind = fs::is_regular_file(status) ? kind_of(path) : Kind::stranger;
    if (kind == Kind::stranger)
      ++targets.strangers;
    else
      (kind == Kind::blob ? targets.blobs : targets.manifests)
          .push_back({path.string(), entry.file_size()});
  }
  sort_by_path(targets.blobs);
  sort_by_path(targets.manifests);
  return targets;
}

std::string shard_role_of(const std::string& manifest_path) {
  const auto components = components_of(manifest_path);
  return shard_role(components.at(1), components.at(2));
}

}  // namespace switchback
