// A directory tree as it is on disk, in the order of a tree index (compare_tree_paths). Names are
// whatever the disk holds.
#pragma once

#include <sys/stat.h>

#include <optional>
#include <string>
#include <vector>

#include "base/descriptor.hpp"
#include "base/directory.hpp"
#include "manifest-schema/tree_entry.hpp"

namespace switchback {

class DiskTree {
 public:
  explicit DiskTree(int tree_fd);

  // The next entry, or nothing at the end. A directory comes before what it holds.
  struct Entry {
    std::string path;
    std::optional<EntryType> type;  // nothing: what no tree has
  };
  const Entry* next();
  // Of the entry just returned; nothing where it was removed meanwhile.
  std::optional<struct stat> info() const;
  // Leaves out what the directory just returned holds.
  void skip_children();

 private:
  struct Level {
    Descriptor directory;
    std::string prefix;                   // "" or "a/b/"
    std::vector<DirectoryEntry> entries;  // sorted descending: the next one is at the back
  };
  void enter(int parent_fd, const std::string& name, std::string prefix);

  std::vector<Level> levels_;
  Entry entry_;
  std::string name_;  // its last component
  bool enter_pending_ = false;
};

// Removes `name` in `parent_fd`, with everything beneath it where it is a directory. Returns the
// number of entries removed.
std::uint64_t remove_beneath(int parent_fd, const std::string& name);

}  // namespace switchback
