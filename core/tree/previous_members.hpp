// What the release before had: which contents, and where its frames of small members ended.
#pragma once

#include <cstdint>
#include <vector>

#include "manifest-schema/tree_entry.hpp"

namespace switchback {

class IndexFile;

// What a member is to hosts that have the release before.
enum class MemberAge {
  unknown,      // there is no release before
  fresh,        // its content is nowhere in it
  kept,         // its content is there, or it has none
  kept_at_end,  // and a frame ended with it
};

class PreviousMembers {
 public:
  // Memory is 8 bytes for each file. Throws as IndexFile does.
  explicit PreviousMembers(const IndexFile& index);

  MemberAge age_of(const TreeEntry& entry) const;

 private:
  // Sorted. 64 bits of a hash are enough: a collision only moves the end of a frame.
  std::vector<std::uint64_t> contents_;
  std::vector<std::uint64_t> ends_;
};

}  // namespace switchback
