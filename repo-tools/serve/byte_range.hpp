// The Range request header (RFC 9110, section 14). Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace switchback {

struct ByteSpan {
  std::uint64_t offset = 0;
  std::uint64_t length = 0;  // above 0

  bool operator==(const ByteSpan&) const = default;
};

// More ranges than these, with or without content, are answered with the whole file, and so are
// several that overlap: no client needs that, and it would make a request cost more than the file.
inline constexpr std::size_t kMostRanges = 128;

struct RequestedRanges {
  // `whole`: nothing usable was asked for.
  enum class Kind { whole, parts, unsatisfiable };
  Kind kind = Kind::whole;
  std::vector<ByteSpan> parts;  // as asked for, in their order, without those beyond the file
};

// `header` is empty where there was none; `size` is the file's.
RequestedRanges parse_ranges(std::string_view header, std::uint64_t size);

}  // namespace switchback
