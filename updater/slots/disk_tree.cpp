#include "updater/slots/disk_tree.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "base/errors.hpp"
#include "base/files.hpp"

namespace switchback {
namespace {

Descriptor open_directory_at(int parent_fd, const std::string& name) {
  const int fd = ::openat(parent_fd, name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (fd < 0) throw StorageError("open", name, errno);
  return Descriptor(fd);
}

// DT_UNKNOWN, which is 0, where there is nothing of that name.
unsigned char type_at(int parent_fd, const std::string& name) {
  const auto info = stat_at(parent_fd, name);
  return info ? static_cast<unsigned char>(IFTODT(info->st_mode)) : std::uint8_t{DT_UNKNOWN};
}

std::optional<EntryType> entry_type(unsigned char type) {
  switch (type) {
    case DT_REG:
      return EntryType::file;
    case DT_DIR:
      return EntryType::directory;
    case DT_LNK:
      return EntryType::symlink;
    default:
      return std::nullopt;
  }
}

}  // namespace

DiskTree::DiskTree(int tree_fd) {
  enter(tree_fd, ".", "");
}

void DiskTree::enter(int parent_fd, const std::string& name, std::string prefix) {
  Level level{open_directory_at(parent_fd, name), std::move(prefix), {}};
  level.entries = entries_in(level.directory.get(), name);
  std::reverse(level.entries.begin(), level.entries.end());
  levels_.push_back(std::move(level));
}

const DiskTree::Entry* DiskTree::next() {
  if (enter_pending_) {
    enter_pending_ = false;
    enter(levels_.back().directory.get(), name_, entry_.path + "/");
  }
  while (!levels_.empty()) {
    Level& level = levels_.back();
    if (level.entries.empty()) {
      levels_.pop_back();
      continue;
    }
    DirectoryEntry next = std::move(level.entries.back());
    level.entries.pop_back();
    if (next.type == DT_UNKNOWN && !(next.type = type_at(level.directory.get(), next.name)))
      continue;  // removed while we were looking
    entry_ = {level.prefix + next.name, entry_type(next.type)};
    name_ = std::move(next.name);
    enter_pending_ = next.type == DT_DIR;
    return &entry_;
  }
  return nullptr;
}

std::optional<struct stat> DiskTree::info() const {
  return stat_at(levels_.back().directory.get(), name_);
}

void DiskTree::skip_children() {
  enter_pending_ = false;
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
