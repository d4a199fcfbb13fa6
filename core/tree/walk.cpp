#include "core/tree/walk.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "base/directory.hpp"
#include "base/errors.hpp"
#include "base/files.hpp"

namespace switchback {
namespace {

// The schema's rules are about trust; broken by a source tree they are the publisher's to mend.
template <typename Check>
void as_config_error(Check check) {
  try {
    check();
  } catch (const TrustError& error) {
    throw ConfigError("config", std::string("the tree cannot be published: ") + error.what(),
                      "Remove or rename it, then publish again.");
  }
}

std::string read_link(int directory_fd, const std::string& name, const std::string& path) {
  std::array<char, 4097> buffer{};
  const ssize_t length = ::readlinkat(directory_fd, name.c_str(), buffer.data(), buffer.size());
  if (length < 0 && (errno == ENOENT || errno == EINVAL)) refuse_changed(path);
  if (length < 0) throw StorageError("readlink", path, errno);
  return {buffer.data(), static_cast<std::size_t>(length)};
}

EntryType type_of(const struct stat& info, const std::string& path) {
  if (S_ISREG(info.st_mode)) return EntryType::file;
  if (S_ISDIR(info.st_mode)) return EntryType::directory;
  if (S_ISLNK(info.st_mode)) return EntryType::symlink;
  const char* const what = S_ISFIFO(info.st_mode)   ? "a FIFO"
                           : S_ISSOCK(info.st_mode) ? "a socket"
                                                    : "a device";
  throw ConfigError("config", "the tree cannot be published: \"" + path + "\" is " + what,
                    "A release holds regular files, directories and symlinks only.");
}

}  // namespace

TreeWalker::TreeWalker(const std::filesystem::path& root) {
  enter(switchback::open_file(root, O_RDONLY | O_DIRECTORY), "");
}

void TreeWalker::enter(Descriptor directory, std::string path) {
  const std::string shown = path.empty() ? "." : path;
  const FileStamp stamp = FileStamp::of(stat_of(directory.get(), shown));
  auto names = names_in(directory.get(), shown);
  levels_.push_back({std::move(directory), std::move(path), stamp, std::move(names), 0});
}

void TreeWalker::leave() {
  const Level& level = levels_.back();
  const std::string shown = level.path.empty() ? "." : level.path;
  if (FileStamp::of(stat_of(level.directory.get(), shown)) != level.stamp) refuse_changed(shown);
  levels_.pop_back();
}

void TreeWalker::describe(const Level& level, const std::string& name) {
  entry_ = {};
  entry_.path = level.path.empty() ? name : level.path + "/" + name;
  as_config_error([&] { validate_tree_path(entry_.path); });
  const auto info = stat_at(level.directory.get(), name);
  if (!info) refuse_changed(entry_.path);
  entry_.type = type_of(*info, entry_.path);
  entry_.mode = published_mode(entry_.type, info->st_mode);
  stamp_ = FileStamp::of(*info);
  if (entry_.type == EntryType::file) entry_.size = stamp_.size;
  if (entry_.type == EntryType::symlink)
    entry_.link_target = read_link(level.directory.get(), name, entry_.path);
  as_config_error([&] { validate_tree_entry(entry_); });
}

const TreeEntry* TreeWalker::next() {
  if (std::exchange(enter_next_, false)) {
    const int fd = ::openat(levels_.back().directory.get(), name_.c_str(),
                            O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0 && (errno == ENOENT || errno == ENOTDIR || errno == ELOOP))
      refuse_changed(entry_.path);
    if (fd < 0) throw StorageError("open", entry_.path, errno);
    enter(Descriptor(fd), entry_.path);
  }
  while (!levels_.empty() && levels_.back().next == levels_.back().names.size()) leave();
  if (levels_.empty()) return nullptr;
  Level& level = levels_.back();
  name_ = level.names[level.next++];
  describe(level, name_);
  enter_next_ = entry_.type == EntryType::directory;
  return &entry_;
}

SourceFile TreeWalker::open_file() const {
  return SourceFile(levels_.back().directory.get(), name_, entry_.path, stamp_);
}

}  // namespace switchback
