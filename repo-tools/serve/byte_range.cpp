#include "repo-tools/serve/byte_range.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

namespace switchback {
namespace {

// Nothing where it is not all digits. A number beyond 64 bits counts as the largest.
std::optional<std::uint64_t> number(std::string_view text) {
  const bool digits = std::all_of(text.begin(), text.end(),
                                  [](char letter) { return letter >= '0' && letter <= '9'; });
  if (text.empty() || !digits) return std::nullopt;
  std::uint64_t value = 0;
  if (std::from_chars(text.data(), text.data() + text.size(), value).ec != std::errc{})
    return ~std::uint64_t{0};
  return value;
}

}  // namespace

ByteRange parse_range(std::string_view header, std::uint64_t size) {
  constexpr std::string_view kUnit = "bytes=";
  const ByteRange whole{ByteRange::Kind::whole, 0, size};
  const ByteRange unsatisfiable{ByteRange::Kind::unsatisfiable, 0, 0};
  if (!header.starts_with(kUnit)) return whole;
  header.remove_prefix(kUnit.size());
  const auto dash = header.find('-');
  if (dash == std::string_view::npos) return whole;
  const auto first = number(header.substr(0, dash));
  const auto last = number(header.substr(dash + 1));
  const bool open = dash + 1 == header.size();

  if (dash == 0) {  // the last N bytes
    if (!last) return whole;
    if (*last == 0 || size == 0) return unsatisfiable;
    const std::uint64_t length = std::min(*last, size);
    return {ByteRange::Kind::part, size - length, length};
  }
  if (!first || (!open && (!last || *last < *first))) return whole;
  if (*first >= size) return unsatisfiable;
  const std::uint64_t end = open ? size - 1 : std::min(*last, size - 1);
  return {ByteRange::Kind::part, *first, end - *first + 1};
}

}  // namespace switchback
