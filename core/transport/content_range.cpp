#include "core/transport/content_range.hpp"

#include <limits>

#include "core/transport/header_text.hpp"

namespace switchback {

std::optional<ContentRange> parse_content_range(std::string_view value) {
  constexpr std::string_view kUnit = "bytes ";
  if (!value.starts_with(kUnit)) return std::nullopt;
  value.remove_prefix(kUnit.size());
  const auto dash = value.find('-');
  const auto slash = value.find('/');
  if (dash == std::string_view::npos || slash == std::string_view::npos || slash < dash)
    return std::nullopt;
  const auto first = number_in<std::uint64_t>(value.substr(0, dash));
  const auto last = number_in<std::uint64_t>(value.substr(dash + 1, slash - dash - 1));
  if (!first || !last || *last < *first || *last == std::numeric_limits<std::uint64_t>::max())
    return std::nullopt;
  ContentRange range{*first, *last + 1, std::nullopt};
  const std::string_view total = value.substr(slash + 1);
  if (total == "*") return range;
  range.total = number_in<std::uint64_t>(total);
  if (!range.total || *range.total < range.end) return std::nullopt;
  return range;
}

}  // namespace switchback
