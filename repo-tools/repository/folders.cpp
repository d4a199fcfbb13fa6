#include "repo-tools/repository/folders.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

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

// `flags` of fstatat(2): of a symlink itself, or of what it leads to. What is missing is nobody's.
void require_own(const fs::path& path, int flags) {
  struct stat info {};
  if (::fstatat(AT_FDCWD, path.c_str(), &info, flags) != 0) {
    if (errno == ENOENT) return;
    throw StorageError("stat", path.string(), errno);
  }
  if (info.st_uid == ::geteuid() || info.st_uid == 0) return;
  throw ConfigError("config",
                    path.string() + " belongs to another user, who could change what is published",
                    "publish as that user, or remove it if it is not yours");
}

}  // namespace

void make_public_folders(const fs::path& base, const fs::path& path) {
  if (path != base) make_public_folders(base, path.parent_path());
  make_folder(path, 0755);
}

void make_private_folder(const fs::path& path) {
  // Its name is easily guessed: somebody may have made it first, beside a repository in /tmp.
  require_own(path, AT_SYMLINK_NOFOLLOW);
  require_own(path, 0);
  make_folder(path, 0700);
  require_own(path, 0);
}

}  // namespace switchback
