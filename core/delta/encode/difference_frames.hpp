// A new file coded as a difference from its old version: a frame with the plan, then the parts.
#pragma once

#include <cstdint>
#include <optional>
#include <stop_token>
#include <vector>

#include "core/delta/encode/encoded_frame.hpp"
#include "core/delta/encode/frame_plan.hpp"
#include "core/delta/file_bytes.hpp"
#include "manifest-schema/delta_header.hpp"

namespace switchback {

struct DifferenceMemory {
  // Both versions of a file together; a longer pair is not tried. Each is in memory twice.
  std::uint64_t files = std::uint64_t{2} << 30;
  std::uint64_t suffixes = std::uint64_t{1} << 30;  // of suffix arrays
};

// What keeps a difference within half of `memory`; 0: no limit.
DifferenceMemory difference_memory(std::uint64_t memory);

// What making the largest of the planned differences takes, 0 where there is none.
std::uint64_t memory_for_differences(const std::vector<FramePlan>& plans,
                                     const DifferenceMemory& memory);

// Whether a file is better served by a difference than by a prefix, as far as its first bytes and
// its length tell: an executable, a long one that is not text, or one too long for a frame.
bool is_worth_a_difference(FileBytes& files, std::uint32_t ordinal, std::uint64_t size);

// Nothing where a frame would be longer than it may be. `new_version` is whole. Interrupted,
// StorageError.
std::optional<std::vector<EncodedFrame>> encode_as_difference(
    const DeltaRange& old_version, const DeltaRange& new_version, WholeFiles& old_files,
    WholeFiles& new_files, std::uint64_t suffix_memory, const std::stop_token& stop);

}  // namespace switchback
