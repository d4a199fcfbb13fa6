// Files that arrive in several frames, from several threads, at any offset.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>

#include "base/descriptor.hpp"
#include "core/tree/tree_writer.hpp"
#include "manifest-schema/tree_entry.hpp"

namespace switchback {

class LargeFiles {
 public:
  // Writes into `tree`; files are created at their full size when their first part comes.
  explicit LargeFiles(TreeWriter& tree) : tree_(tree) {}

  // Takes over a file that an earlier run left incomplete; `present` bytes of it are known to be
  // right.
  void resume(const TreeEntry& entry, std::uint64_t ordinal, std::uint64_t present);

  // Thread-safe. Returns true for the call that completes the file, whose whole content was then
  // read back and hashed: TrustError("trust-length-or-hash") where it is not what the index signs.
  bool write(const TreeEntry& entry, std::uint64_t ordinal, std::uint64_t offset,
             std::string_view bytes);

 private:
  struct OpenFile {
    Descriptor file;
    std::uint64_t missing = 0;
  };
  std::shared_ptr<OpenFile> open(const TreeEntry& entry, std::uint64_t ordinal);
  bool count_down(std::uint64_t ordinal, OpenFile& file, std::uint64_t written);

  TreeWriter& tree_;
  std::mutex mutex_;
  std::map<std::uint64_t, std::shared_ptr<OpenFile>> files_;
};

}  // namespace switchback
