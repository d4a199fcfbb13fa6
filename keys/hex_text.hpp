// Hexadecimal as foreign metadata writes it: upper-case digits are accepted too.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace switchback {

std::optional<std::string> decode_any_hex(std::string_view text);

}  // namespace switchback
