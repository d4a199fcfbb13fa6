// The Content-Range header of a partial answer or of a part of one (RFC 9110, section 14.4). Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace switchback {

struct ContentRange {
  std::uint64_t begin = 0;  // `end` is exclusive and larger
  std::uint64_t end = 0;
  std::optional<std::uint64_t> total;  // nothing: "*"

  bool operator==(const ContentRange&) const = default;
};

// "bytes 0-9/100" or "bytes 0-9/*"; nothing where it is something else.
std::optional<ContentRange> parse_content_range(std::string_view value);

}  // namespace switchback
