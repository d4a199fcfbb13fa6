#include "core/migrate/text_lines.hpp"

#include <algorithm>

namespace switchback {

std::size_t line_begin(std::string_view text, std::size_t position) {
  if (position == 0) return 0;
  const std::size_t newline = text.rfind('\n', position - 1);
  return newline == std::string_view::npos ? 0 : newline + 1;
}

std::size_t line_end(std::string_view text, std::size_t position) {
  const std::size_t newline = text.find('\n', position);
  return newline == std::string_view::npos ? text.size() : newline + 1;
}

std::string_view newline_of(std::string_view text) {
  const std::size_t newline = text.find('\n');
  const bool windows =
      newline != std::string_view::npos && newline > 0 && text[newline - 1] == '\r';
  return windows ? "\r\n" : "\n";
}

std::string at_line(std::string_view text, std::size_t position, const std::string& why) {
  const std::string_view before = text.substr(0, position);
  return "line " + std::to_string(1 + std::count(before.begin(), before.end(), '\n')) + ": " + why;
}

}  // namespace switchback
