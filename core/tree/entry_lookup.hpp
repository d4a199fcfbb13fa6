// Single entries of a tree index by ordinal, in any order.
#pragma once

#include <cstdint>
#include <list>
#include <memory>
#include <vector>

#include "core/tree/index_file.hpp"

namespace switchback {

// Keeps the blocks of the last entries as they are in the file, about 1 MiB. For one thread.
class EntryLookup {
 public:
  explicit EntryLookup(const IndexFile& index);
  // `ordinal` must be below the number of entries; valid until the next call.
  const TreeEntry& at(std::uint64_t ordinal);

 private:
  struct Block {
    std::size_t number = 0;
    EntryBlockReader reader;
    std::uint64_t next = 0;                       // of the block's entries: what reader gives next
    std::vector<EntryBlockReader::Place> places;  // of every kStride-th entry, as far as it came
  };
  Block& block(std::size_t number);
  static void go_to(Block& block, std::uint64_t wanted);

  std::shared_ptr<const IndexSource> source_;
  std::list<Block> blocks_;  // the one used last first
};

}  // namespace switchback
