// Creates entries beneath a directory and nowhere else: openat2 without symlinks, O_EXCL, exact
// modes whatever the umask. Thread-safe: two threads may write different files. Nothing is durable
// until the caller syncs.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "base/descriptor.hpp"
#include "manifest-schema/tree_entry.hpp"

namespace switchback {

class TreeWriter {
 public:
  // `tree_fd` must stay open as long as the writer.
  explicit TreeWriter(int tree_fd) : tree_fd_(tree_fd) {}

  // A directory that exists already is accepted and gets the entry's mode.
  void make_directory(const TreeEntry& entry);
  // A symlink that exists already with the same target is accepted.
  void make_symlink(const TreeEntry& entry);
  // A new file with all its content.
  void write_file(const TreeEntry& entry, std::string_view content);

  // A file in parts: create (mode 0600), write, then finish_file() gives it its mode.
  Descriptor create_file(const std::string& path);
  Descriptor open_existing(const std::string& path);
  void finish_file(const Descriptor& file, const TreeEntry& entry);
  void remove_file(const std::string& path);

 private:
  // Directories that were used last stay open, because files of one directory come together.
  std::shared_ptr<const Descriptor> parent_of(const std::string& path);

  int tree_fd_;
  std::mutex mutex_;
  std::map<std::string, std::shared_ptr<const Descriptor>> open_directories_;
};

}  // namespace switchback
