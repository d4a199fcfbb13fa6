// The shell patterns of delegations (specification 4.5): '*' and '?' and '[...]' within one
// component, '/' only by itself.
#pragma once

#include <string_view>

namespace switchback {

// `*` matches any run of characters but '/', `?` one character (not one byte) but '/', `[a-z]` and
// `[!a-z]` one of a set. No character escapes another. Linear in pattern times path: a hostile
// pattern costs no more.
bool matches_path_pattern(std::string_view pattern, std::string_view path);

}  // namespace switchback
