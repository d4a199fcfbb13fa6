#include "core/transport/multipart_boundary.hpp"

#include <algorithm>
#include <optional>

#include "base/errors.hpp"
#include "core/transport/header_text.hpp"

namespace switchback {
namespace {

constexpr std::size_t kLongestBoundary = 70;
constexpr std::string_view kOtherCharacters = "'()+_,-./:=? ";

bool may_stand_in_boundary(char letter) {
  return (letter >= '0' && letter <= '9') || (letter >= 'a' && letter <= 'z') ||
         (letter >= 'A' && letter <= 'Z') ||
         kOtherCharacters.find(letter) != std::string_view::npos;
}

// Takes everything up to the next semicolon outside quotes, and that too.
std::string_view take_parameter(std::string_view& rest) {
  bool quoted = false;
  std::size_t at = 0;
  for (; at < rest.size() && (quoted || rest[at] != ';'); ++at) quoted ^= rest[at] == '"';
  const std::string_view parameter = rest.substr(0, at);
  rest.remove_prefix(std::min(at + 1, rest.size()));
  return trimmed(parameter);
}

// No backslash can hide a quote: neither stands in a boundary.
std::string_view unquoted(std::string_view value) {
  const bool quoted = value.size() >= 2 && value.front() == '"' && value.back() == '"';
  return quoted ? value.substr(1, value.size() - 2) : value;
}

}  // namespace

bool is_multipart_byteranges(std::string_view content_type) {
  return same_name(take_parameter(content_type), "multipart/byteranges");
}

std::string multipart_boundary(std::string_view content_type) {
  std::optional<std::string_view> boundary;
  bool only_one = true;
  take_parameter(content_type);
  while (!content_type.empty()) {
    const std::string_view parameter = take_parameter(content_type);
    const auto equals = parameter.find('=');
    if (equals == std::string_view::npos || !same_name(parameter.substr(0, equals), "boundary"))
      continue;
    only_one = only_one && !boundary;
    boundary = unquoted(parameter.substr(equals + 1));
  }
  const bool sound = only_one && boundary && !boundary->empty() && boundary->back() != ' ' &&
                     boundary->size() <= kLongestBoundary &&
                     std::all_of(boundary->begin(), boundary->end(), may_stand_in_boundary);
  if (!sound) throw FetchError("bad-answer", "an answer with parts names no boundary to tell them");
  return std::string(*boundary);
}

}  // namespace switchback
