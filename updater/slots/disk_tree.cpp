#include "updater/slots/disk_tree.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "base/directory.hpp"
#include "base/errors.hpp"
#include "base/files.hpp"

namespace switchback {
namespace {

Descriptor open_directory_at(int parent_fd, const std::string& name) {
  const int fd = ::openat(parent_fd, name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (fd < 0) throw StorageError("open", name, errno);
  return Descriptor(fd);
}

}  // namespace

DiskTree::DiskTree(int tree_fd) {
  enter(tree_fd, ".", "");
}

void DiskTree::enter(int parent_fd, const std::string& name, std::string prefix) {
  Level level{open_directory_at(parent_fd, name), std::move(prefix), {}};
  level.names = names_in(level.directory.get(), name);
  std::reverse(level.names.begin(), level.names.end());
  levels_.push_back(std::move(level));
}

const DiskTree::Entry* DiskTree::next() {
  if (enter_pending_) {
    enter_pending_ = false;
    const auto slash = entry_.path.rfind('/');
    const std::string name =
        slash == std::string::npos ? entry_.path : entry_.path.substr(slash + 1);
    enter(levels_.back().directory.get(), name, entry_.path + "/");
  }
  while (!levels_.empty()) {
    Level& level = levels_.back();
    if (level.names.empty()) {
      levels_.pop_back();
      continue;
    }
    const std::string name = std::move(level.names.back());
    level.names.pop_back();
    const auto info = stat_at(level.directory.get(), name);
    if (!info) continue;  // removed while we were looking
    entry_ = {level.prefix + name, *info};
    enter_pending_ = S_ISDIR(info->st_mode);
    return &entry_;
  }
  return nullptr;
}

void DiskTree::skip_children() {
  enter_pending_ = false;
}

bool is_of_type(const struct stat& info, EntryType type) {
  switch (type) {
    case EntryType::file:
      return S_ISREG(info.st_mode);
    case EntryType::directory:
      return S_ISDIR(info.st_mode);
    case EntryType::symlink:
      return S_ISLNK(info.st_mode);
  }
  return false;
}

std::uint64_t remove_beneath(int parent_fd, const std::string& name) {
  if (::unlinkat(parent_fd, name.c_str(), 0) == 0) return 1;
  if (errno == ENOENT) return 0;
  if (errno != EISDIR && errno != EPERM) throw StorageError("unlink", name, errno);
  const Descriptor directory = open_directory_at(parent_fd, name);
  std::uint64_t removed = 1;
  for (const auto& child : names_in(directory.get(), name))
    removed += remove_beneath(directory.get(), child);
  if (::unlinkat(parent_fd, name.c_str(), AT_REMOVEDIR) != 0 && errno != ENOENT)
    throw StorageError("rmdir", name, errno);
  return removed;
}

}  // namespace switchback
