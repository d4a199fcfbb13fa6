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

// "0-9", "5-" or "-3". A length of 0: it lies beyond the file. Nothing: it is no range.
std::optional<ByteSpan> parse_range(std::string_view text, std::uint64_t size) {
  const auto dash = text.find('-');
  if (dash == std::string_view::npos) return std::nullopt;
  const auto first = number(text.substr(0, dash));
  const auto last = number(text.substr(dash + 1));
  const bool open = dash + 1 == text.size();
  if (dash == 0) {  // the last N bytes
    if (!last) return std::nullopt;
    const std::uint64_t length = std::min(*last, size);
    return ByteSpan{size - length, length};
  }
  if (!first || (!open && (!last || *last < *first))) return std::nullopt;
  if (*first >= size) return ByteSpan{size, 0};
  const std::uint64_t end = open ? size - 1 : std::min(*last, size - 1);
  return ByteSpan{*first, end - *first + 1};
}

// Takes everything up to the next comma, and that too, without the blanks around it.
std::string_view take_element(std::string_view& list) {
  const auto end = std::min(list.find(','), list.size());
  std::string_view element = list.substr(0, end);
  list.remove_prefix(std::min(end + 1, list.size()));
  constexpr std::string_view kBlanks = " \t";
  element.remove_prefix(std::min(element.find_first_not_of(kBlanks), element.size()));
  element.remove_suffix(element.size() - (element.find_last_not_of(kBlanks) + 1));
  return element;
}

bool overlap(std::vector<ByteSpan> spans) {
  std::sort(spans.begin(), spans.end(),
            [](const ByteSpan& a, const ByteSpan& b) { return a.offset < b.offset; });
  return std::adjacent_find(spans.begin(), spans.end(),
                            [](const ByteSpan& one, const ByteSpan& next) {
                              return next.offset < one.offset + one.length;
                            }) != spans.end();
}

}  // namespace

RequestedRanges parse_ranges(std::string_view header, std::uint64_t size) {
  constexpr std::string_view kUnit = "bytes=";
  if (!header.starts_with(kUnit)) return {};
  header.remove_prefix(kUnit.size());
  RequestedRanges ranges{RequestedRanges::Kind::parts, {}};
  std::size_t asked = 0;
  while (!header.empty()) {
    const std::string_view element = take_element(header);
    if (element.empty()) continue;  // as lists may have
    const auto span = parse_range(element, size);
    if (!span || ++asked > kMostRanges) return {};
    if (span->length > 0) ranges.parts.push_back(*span);
  }
  if (asked == 0 || overlap(ranges.parts)) return {};
  if (ranges.parts.empty()) ranges.kind = RequestedRanges::Kind::unsatisfiable;
  return ranges;
}

}  // namespace switchback
