// The index of a new tree before the content that its delta makes is there: a host plans with it.
#pragma once

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/descriptor.hpp"
#include "core/delta/index_change_walk.hpp"
#include "core/tree/index_file.hpp"

namespace switchback {

// A file of the new tree that is equal to an earlier one, which the delta makes.
struct EqualFile {
  std::uint32_t ordinal = 0;
  std::uint32_t made = 0;

  bool operator==(const EqualFile&) const = default;
};

// Has every entry of the new index and every frame; only the hashes of made files, and of those
// that are equal to one, are zeros, which no content has.
struct DraftIndex {
  IndexFile index;
  std::vector<std::uint32_t> made;  // ordinals, ascending
  std::vector<EqualFile> equal;     // by ordinal
};

// Written to the empty file `output`. Nothing in it is signed: it says what would be done, and the
// index that is rebuilt after it was done is compared. It has the numbers and the length of
// `expected`; TrustError("trust-format") as soon as it would have more, so that an index change
// costs no more than the signed index may. Throws as IndexChangeWalk and IndexWriter do,
// Interrupted. `each` sees every entry in order.
DraftIndex draft_index(const IndexFile& old_index, const IndexChange& change,
                       const IndexReference& expected, Descriptor output, const std::string& name,
                       const std::stop_token& stop = {},
                       const std::function<void(const NewEntry&)>& each = nullptr);

}  // namespace switchback
