// Names and values of HTTP headers. Pure.
#pragma once

#include <charconv>
#include <optional>
#include <string_view>

namespace switchback {

// Without blanks before, and without blanks and line ends after it.
std::string_view trimmed(std::string_view text);

// Whether a header or parameter has this name, which is given in lower case.
bool same_name(std::string_view name, std::string_view lower_case);

// Nothing where it is not all digits, or too large.
template <typename Number>
std::optional<Number> number_in(std::string_view text) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace switchback
