#include "repo-tools/repository/folders.hpp"

#include <sys/stat.h>

#include <cerrno>

#include "base/durable.hpp"
#include "base/errors.hpp"

namespace switchback {
namespace fs = std::filesystem;
namespace {

// The mode is also set right where a killed run made the folder but not its mode.
void make_folder(const fs::path& path, mode_t mode) {
  const bool is_new = ::mkdir(path.c_str(), mode) == 0;
  if (!is_new && errno != EEXIST) throw StorageError("create", path.string(), errno);
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0) throw StorageError("stat", path.string(), errno);
  if (!S_ISDIR(info.st_mode)) throw StorageError("create", path.string(), ENOTDIR);
  if ((info.st_mode & 07777U) != mode && ::chmod(path.c_str(), mode) != 0)
    throw StorageError("chmod", path.string(), errno);
  if (is_new) fsync_directory(path.parent_path());
}

}  // namespace

void make_public_folders(const fs::path& base, const fs::path& path) {
  if (path != base) make_public_folders(base, path.parent_path());
  make_folder(path, 0755);
}

void make_private_folder(const fs::path& path) {
  make_folder(path, 0700);
}

}  // namespace switchback
