// For each target bytes that it accepts, to be damaged from there.
#pragma once

#include <string>
#include <string_view>

namespace switchback::fuzz {

// Throws std::out_of_range where `target` has none.
std::string seed_for(std::string_view target);

}  // namespace switchback::fuzz
