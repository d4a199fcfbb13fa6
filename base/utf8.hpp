// Strict UTF-8 (RFC 3629): no overlong forms, no surrogates, nothing above U+10FFFF.
#pragma once

#include <string_view>

namespace switchback {

bool is_valid_utf8(std::string_view text);

// Any of U+0000 to U+001F and U+007F.
bool has_control_character(std::string_view text);

}  // namespace switchback
