// Splitting a command line into words without a shell: blanks separate, single quotes, double
// quotes and backslashes protect. Nothing is expanded.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace switchback {

// Nothing where a quote is not closed or a backslash ends the text.
std::optional<std::vector<std::string>> split_words(std::string_view text);

}  // namespace switchback
