#include "repo-tools/repository/repository_paths.hpp"

#include "base/errors.hpp"

namespace switchback {
namespace fs = std::filesystem;
namespace {

fs::path resolved(const fs::path& path) {
  if (path.empty()) throw ConfigError("usage", "the repository's path is empty", "name a folder");
  fs::path result = fs::weakly_canonical(fs::absolute(path));
  if (!result.has_filename()) result = result.parent_path();
  if (!result.has_relative_path())
    throw ConfigError("usage", "/ cannot be a repository", "name a folder in it");
  return result;
}

fs::path beside(const fs::path& path, const char* suffix) {
  fs::path sibling = path;
  sibling += suffix;
  return sibling;
}

}  // namespace

RepositoryPaths::RepositoryPaths(const fs::path& repository) : root_(resolved(repository)) {}

fs::path RepositoryPaths::state() const {
  return beside(root_, ".state");
}
fs::path RepositoryPaths::default_keys() const {
  return beside(root_, ".keys");
}

std::string metadata_file_path(const std::string& role, std::uint64_t version) {
  return "metadata/" + std::to_string(version) + "." + role + ".json";
}

std::string manifest_file_path(const std::string& target_path, const std::string& sha256) {
  const auto slash = target_path.rfind('/') + 1;
  return "targets/" + target_path.substr(0, slash) + sha256 + "." + target_path.substr(slash);
}

}  // namespace switchback
