// The files of a tree, by their ordinals in its index.
#pragma once

#include <cstddef>
#include <cstdint>

namespace switchback {

class FileBytes {
 public:
  virtual ~FileBytes() = default;

  // Exactly `length` bytes at `offset`; StorageError where the file is shorter or cannot be read.
  // May be called by several threads.
  virtual void read(std::uint32_t ordinal, std::uint64_t offset, char* to, std::size_t length) = 0;
};

}  // namespace switchback
