// The Range request header (RFC 9110, section 14). Pure.
#pragma once

#include <cstdint>
#include <string_view>

namespace switchback {

struct ByteRange {
  // `whole`: no usable single range was asked for. Several ranges at once are answered with the
  // whole file too.
  enum class Kind { whole, part, unsatisfiable };
  Kind kind = Kind::whole;
  std::uint64_t offset = 0;
  std::uint64_t length = 0;
};

// `header` is empty where there was none; `size` is the file's.
ByteRange parse_range(std::string_view header, std::uint64_t size);

}  // namespace switchback
