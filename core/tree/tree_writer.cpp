#include "core/tree/tree_writer.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "base/beneath.hpp"
#include "base/errors.hpp"
#include "base/files.hpp"

namespace switchback {
namespace {

constexpr std::size_t kOpenDirectories = 16;

std::string name_of(const std::string& path) {
  const auto slash = path.rfind('/');
  return slash == std::string::npos ? path : path.substr(slash + 1);
}

Descriptor open_at(int directory, const std::string& path, int flags, unsigned mode) {
  const int fd = ::openat(directory, name_of(path).c_str(), flags | O_NOFOLLOW | O_CLOEXEC, mode);
  if (fd < 0) throw StorageError("open", path, errno);
  return Descriptor(fd);
}

void set_mode(int fd, const TreeEntry& entry) {
  if (::fchmod(fd, entry.mode) != 0) throw StorageError("chmod", entry.path, errno);
}

}  // namespace

std::shared_ptr<const Descriptor> TreeWriter::parent_of(const std::string& path) {
  const auto slash = path.rfind('/');
  const std::string parent = slash == std::string::npos ? "." : path.substr(0, slash);
  const std::lock_guard lock(mutex_);
  const auto known = open_directories_.find(parent);
  if (known != open_directories_.end()) return known->second;
  if (open_directories_.size() >= kOpenDirectories) open_directories_.clear();
  auto directory =
      std::make_shared<const Descriptor>(open_beneath(tree_fd_, parent, O_RDONLY | O_DIRECTORY));
  open_directories_.emplace(parent, directory);
  return directory;
}

void TreeWriter::make_directory(const TreeEntry& entry) {
  const auto parent = parent_of(entry.path);
  const std::string name = name_of(entry.path);
  if (::mkdirat(parent->get(), name.c_str(), 0700) == 0) {
    // Not through a descriptor: a strange umask may have left a mode that forbids to open it.
    if (::fchmodat(parent->get(), name.c_str(), entry.mode, AT_SYMLINK_NOFOLLOW) != 0)
      throw StorageError("chmod", entry.path, errno);
    return;
  }
  if (errno != EEXIST) throw StorageError("mkdir", entry.path, errno);
  const Descriptor directory = open_at(parent->get(), entry.path, O_RDONLY | O_DIRECTORY, 0);
  set_mode(directory.get(), entry);
}

void TreeWriter::make_symlink(const TreeEntry& entry) {
  const auto parent = parent_of(entry.path);
  const std::string name = name_of(entry.path);
  if (::symlinkat(entry.link_target.c_str(), parent->get(), name.c_str()) == 0) return;
  if (errno != EEXIST) throw StorageError("symlink", entry.path, errno);
  std::array<char, 4097> target{};
  const ssize_t length = ::readlinkat(parent->get(), name.c_str(), target.data(), target.size());
  if (length < 0 ||
      entry.link_target != std::string_view(target.data(), static_cast<std::size_t>(length)))
    throw StorageError("symlink", entry.path, EEXIST);
}

void TreeWriter::write_file(const TreeEntry& entry, std::string_view content) {
  // The umask may take bits away here; the mode is set exactly below only where it did.
  const auto parent = parent_of(entry.path);
  const Descriptor file =
      open_at(parent->get(), entry.path, O_WRONLY | O_CREAT | O_EXCL, entry.mode);
  write_all(file.get(), content, entry.path);
  set_mode(file.get(), entry);
}

Descriptor TreeWriter::create_file(const std::string& path) {
  return open_at(parent_of(path)->get(), path, O_RDWR | O_CREAT | O_EXCL, 0600);
}

Descriptor TreeWriter::open_existing(const std::string& path) {
  return open_at(parent_of(path)->get(), path, O_RDWR, 0);
}

void TreeWriter::finish_file(const Descriptor& file, const TreeEntry& entry) {
  set_mode(file.get(), entry);
}

void TreeWriter::remove_file(const std::string& path) {
  if (::unlinkat(parent_of(path)->get(), name_of(path).c_str(), 0) != 0)
    throw StorageError("unlink", path, errno);
}

}  // namespace switchback
