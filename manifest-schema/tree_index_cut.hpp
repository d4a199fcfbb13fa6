// Where a block of the tree index ends. The rule is part of the format.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace switchback {

// FNV-1a (64 bits) with the finaliser of MurmurHash3, so that all bits depend on all bytes.
std::uint64_t cut_hash(std::string_view bytes);

// Which rule an index was written by. Whoever reads one need not know; whoever rebuilds one must.
enum class IndexCut : std::uint8_t {
  coarse = 1,  // one item in 1,024 ends a block, beyond 128 KiB one in 64
  fine = 2,    // one in 64
};

// Whether a block that now has `length` bytes ends after the item that has this hash:
// cut_hash(path) of an entry, cut_hash(content_sha256) of a frame. Items end blocks wherever they
// stand (so an insertion changes only its own block). A block also ends before an item that would
// take it over kIndexBlockLimit.
bool ends_index_block(IndexCut cut, std::size_t length, std::uint64_t hash);

}  // namespace switchback
