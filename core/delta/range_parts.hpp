// Ranges of a frame, together and in parts that fit a buffer.
#pragma once

#include <cstddef>
#include <vector>

#include "manifest-schema/delta_header.hpp"

namespace switchback {

std::size_t length_of(const std::vector<DeltaRange>& ranges);

// The same ranges in the same order, of at most `most` bytes in each part: long ones in pieces,
// short ones together. Ranges without bytes are left out.
std::vector<std::vector<DeltaRange>> parts_of(const std::vector<DeltaRange>& ranges,
                                              std::size_t most);

}  // namespace switchback
