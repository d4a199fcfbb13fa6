// Chooses from the matches what is copied: the cheapest way through the new file, where each byte
// either is copied at one of the displacements known there, equal or not, or stands for itself.
#pragma once

#include <string_view>
#include <vector>

#include "core/difference/copy_map.hpp"

namespace switchback::difference {

std::vector<Copy> choose_copies(std::string_view old_file, std::string_view new_file,
                                std::vector<Copy> matches);

}  // namespace switchback::difference
