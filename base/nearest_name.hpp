// "Did you mean": the known name closest to a misspelt one.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace switchback {

// By edit distance, letter case ignored; the first of equals. Empty where `known` is empty. Long
// names are compared by their first 64 bytes.
std::string nearest_name(std::string_view name, const std::vector<std::string>& known);

}  // namespace switchback
