// What is behind an IndexFile and the cursors over it: for core/tree alone.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "base/descriptor.hpp"
#include "base/errors.hpp"
#include "base/files.hpp"
#include "manifest-schema/tree_index.hpp"

namespace switchback {

struct IndexSource {
  Descriptor file;
  std::string name;
  IndexReference reference;
  std::vector<IndexBlock> blocks;
  std::size_t entry_blocks = 0;               // the first so many blocks hold entries
  std::vector<std::uint64_t> first_ordinals;  // of each entry block

  std::string read(const IndexBlock& block) const {
    std::string bytes = pread_exact(file.get(), block.length, block.offset, name);
    if (Sha256::of(bytes) != block.sha256)
      throw TrustError("trust-length-or-hash", name + ": a block of the tree index is damaged",
                       "run 'switchback verify --repair'");
    return bytes;
  }
  // The entry block that holds `ordinal`.
  std::size_t block_of(std::uint64_t ordinal) const {
    const auto after = std::upper_bound(first_ordinals.begin(), first_ordinals.end(), ordinal);
    return static_cast<std::size_t>(after - first_ordinals.begin()) - 1;
  }
};

}  // namespace switchback
