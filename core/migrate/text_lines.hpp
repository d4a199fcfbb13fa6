// Lines of a text, for messages and for edits of whole lines.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace switchback {

std::size_t line_begin(std::string_view text, std::size_t position);
// One past the line's newline, or the end of the text.
std::size_t line_end(std::string_view text, std::size_t position);
// "\r\n" where the text's first line ends so.
std::string_view newline_of(std::string_view text);
// "line 3: why"
std::string at_line(std::string_view text, std::size_t position, const std::string& why);

}  // namespace switchback
