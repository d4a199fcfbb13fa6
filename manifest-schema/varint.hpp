// LEB128 integers and the reader of our binary formats. Each value has exactly one encoding: an
// overlong one is refused, so that equal content means equal bytes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace switchback {

void append_varint(std::string& out, std::uint64_t value);
// The distance from what was expected as zigzag: a small number for a value close to it. Both below
// 2^62.
std::uint64_t near_code(std::uint64_t expected, std::uint64_t value);

// Reads a block front to back. Every error is a TrustError("trust-format") whose message begins
// with `what`.
class ByteReader {
 public:
  ByteReader(std::string_view bytes, const char* what) : rest_(bytes), what_(what) {}

  bool empty() const { return rest_.empty(); }
  std::string_view rest() const { return rest_; }
  std::uint8_t byte();
  // At most `limit`; a larger value, a truncated and an overlong encoding are refused.
  std::uint64_t varint(std::uint64_t limit) {
    if (rest_.empty() || (rest_.front() & 0x80) != 0) return long_varint(limit);
    const auto value = static_cast<std::uint8_t>(rest_.front());  // as most of them are
    if (value > limit) return long_varint(limit);
    rest_.remove_prefix(1);
    return value;
  }
  // Inverse of near_code(): below 0 or above `limit` is refused.
  std::uint64_t near(std::uint64_t expected, std::uint64_t code, std::uint64_t limit) const;
  std::uint64_t near(std::uint64_t expected, std::uint64_t limit) {
    return near(expected, varint(~std::uint64_t{0}), limit);
  }
  std::string_view take(std::size_t count) {
    if (count > rest_.size()) fail_short();
    const std::string_view bytes = rest_.substr(0, count);
    rest_.remove_prefix(count);
    return bytes;
  }
  [[noreturn]] void fail(const std::string& reason) const;

 private:
  std::uint64_t long_varint(std::uint64_t limit);
  [[noreturn]] void fail_short() const;

  std::string_view rest_;
  const char* what_;
};

}  // namespace switchback
