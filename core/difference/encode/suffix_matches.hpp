// Where ranges of a new file occur in an old one: exact matches found with a suffix array
// (libdivsufsort), of one segment of the old file after the other so that memory holds.
#pragma once

#include <cstdint>
#include <stop_token>
#include <string_view>
#include <vector>

#include "core/difference/copy_map.hpp"

namespace switchback::difference {

// Matches, in the order of the new file for each segment. `memory` bounds the suffix array, in
// bytes.
std::vector<Copy> find_matches(std::string_view old_file, std::string_view new_file,
                               std::uint64_t memory, const std::stop_token& stop);

}  // namespace switchback::difference
