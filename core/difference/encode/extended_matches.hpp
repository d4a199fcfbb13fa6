// From exact matches to copies with differences: a difference of executables is made of long runs
// at one displacement in which a few bytes, mostly addresses, differ.
#pragma once

#include <string_view>
#include <vector>

#include "core/difference/copy_map.hpp"

namespace switchback::difference {

// Each match grows over bytes that differ, and matches with one displacement that meet become one.
// By place in the new file, at one place the longest first.
std::vector<Copy> extended_matches(std::string_view old_file, std::string_view new_file,
                                   std::vector<Copy> matches);

}  // namespace switchback::difference
