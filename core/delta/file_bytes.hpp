// The files of a tree, by their ordinals in its index.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

namespace switchback {

class FileBytes {
 public:
  virtual ~FileBytes() = default;

  // Exactly `length` bytes at `offset`; StorageError where the file is shorter or cannot be read.
  // May be called by several threads.
  virtual void read(std::uint32_t ordinal, std::uint64_t offset, char* to, std::size_t length) = 0;
};

// All bytes of one file, side by side for as long as this lives.
class WholeFile {
 public:
  virtual ~WholeFile() = default;
  virtual std::string_view bytes() const = 0;
  // To be called after bytes were read: StorageError where they were not the file's, because it
  // became shorter or could not be read.
  virtual void check() const = 0;
};

// A tree whose files can also be had whole, which differences need: they copy from anywhere.
class WholeFiles : public FileBytes {
 public:
  // As long as the index says: StorageError where the file is not, or cannot be had. A host must
  // not pay for it with anonymous memory. May be called by several threads.
  virtual std::unique_ptr<WholeFile> whole(std::uint32_t ordinal) = 0;
};

}  // namespace switchback
