// Reading a source tree: every entry in index order (depth first), checked against the rules of
// DESIGN section 5.
#pragma once

#include <filesystem>
#include <stop_token>
#include <string>
#include <vector>

#include "base/descriptor.hpp"
#include "core/tree/source_file.hpp"
#include "manifest-schema/tree_entry.hpp"

namespace switchback {

// Walks a directory with memory for the names of the open directories only. Throws
// ConfigError("config") that names path and rule for what cannot be published (devices, FIFOs,
// sockets, symlinks that leave the tree, bad names), StateError("state") where the tree changes
// meanwhile, StorageError. Hard links are equal files.
class TreeWalker {
 public:
  explicit TreeWalker(const std::filesystem::path& root);

  // The next entry, without sha256 and header_length; nullptr after the last. Valid until the next
  // call.
  const TreeEntry* next();
  // The current entry, a file, opened for reading.
  SourceFile open_file() const;
  // Its stamp when it was looked at.
  const FileStamp& stamp() const { return stamp_; }

 private:
  struct Level {
    Descriptor directory;
    std::string path;  // "" for the root
    FileStamp stamp;
    std::vector<std::string> names;  // sorted, those not yet visited from `next` on
    std::size_t next = 0;
  };
  void enter(Descriptor directory, std::string path);
  void leave();
  void describe(const Level& level, const std::string& name);

  std::vector<Level> levels_;
  TreeEntry entry_;
  FileStamp stamp_;
  std::string name_;
  bool enter_next_ = false;
};

// The whole tree at once, files hashed by `threads` threads (0: one a core); header_length is left
// at 512. For trees that are compared, not published. Interrupted when a stop was requested.
std::vector<TreeEntry> scan_tree(const std::filesystem::path& root, unsigned threads = 0,
                                 const std::stop_token& stop = {});

}  // namespace switchback
