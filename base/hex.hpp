// Lower-case hexadecimal, the only form signed data uses.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace switchback {

std::string hex_encode(std::string_view bytes);

// Nothing where `text` has an odd length or any character outside [0-9a-f].
std::optional<std::string> hex_decode(std::string_view text);

}  // namespace switchback
