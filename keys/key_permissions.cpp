#include "keys/key_permissions.hpp"

#include <unistd.h>

#include <algorithm>

#include "base/errors.hpp"

namespace switchback {
namespace fs = std::filesystem;
namespace {

// Symlinks resolved as far as the path exists, without a slash at its end.
fs::path resolved(const fs::path& path) {
  fs::path result = fs::weakly_canonical(fs::absolute(path));
  return result.has_filename() ? result : result.parent_path();
}

bool is_within(const fs::path& path, const fs::path& folder) {
  const auto [end, ignored] = std::mismatch(folder.begin(), folder.end(), path.begin(), path.end());
  return end == folder.end();
}

}  // namespace

void require_private(const struct stat& info, const fs::path& path) {
  if (info.st_uid != ::geteuid() && info.st_uid != 0)
    throw ConfigError("config", path.string() + " belongs to another user",
                      "keys must belong to the user who signs");
  if ((info.st_mode & 077U) != 0)
    throw ConfigError("config", "others have access to " + path.string(),
                      "run: chmod go= " + path.string());
}

void require_unpublished(const fs::path& folder, const std::vector<fs::path>& published) {
  const fs::path keys = resolved(folder);
  for (const auto& candidate : published)
    if (is_within(keys, resolved(candidate)))
      throw ConfigError("config",
                        "the key folder " + folder.string() + " is inside the repository " +
                            candidate.string() + ", which is published",
                        "keep the keys elsewhere, with --keys DIR");
  for (fs::path parent = keys; parent.has_relative_path(); parent = parent.parent_path()) {
    std::error_code ignored;
    if (fs::exists(parent / "metadata" / "1.root.json", ignored))
      throw ConfigError("config",
                        "the key folder " + folder.string() + " is inside the repository " +
                            parent.string() + ", which is published",
                        "keep the keys elsewhere, with --keys DIR");
  }
}

}  // namespace switchback
