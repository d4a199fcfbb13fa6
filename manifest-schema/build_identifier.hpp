// Build identifiers of versions: "hotfix.4", dot-separated parts of [0-9A-Za-z-]. Parts of digits
// only compare as numbers and sort before other parts, which compare as bytes; a longer identifier
// follows its prefix. Numbers that differ in leading zeros only are ordered by their count, so that
// equal means the same text.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace switchback {

inline constexpr std::size_t kMaxBuildLength = 64;

// Not for "no build identifier": the empty text is none of these.
bool is_build_identifier(std::string_view text);

// A key whose order by bytes is the order of the identifiers; empty for the empty text.
std::string build_sort_key(std::string_view build);

}  // namespace switchback
