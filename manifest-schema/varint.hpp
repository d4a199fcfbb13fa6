// LEB128 integers and the reader of our binary formats. Each value has exactly one encoding: an
// overlong one is refused, so that equal content means equal bytes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace switchback {

void append_varint(std::string& out, std::uint64_t value);

// Reads a block front to back. Every error is a TrustError("trust-format") whose message begins
// with `what`.
class ByteReader {
 public:
  ByteReader(std::string_view bytes, const char* what) : rest_(bytes), what_(what) {}

  bool empty() const { return rest_.empty(); }
  std::uint8_t byte();
  // At most `limit`; a larger value, a truncated and an overlong encoding are refused.
  std::uint64_t varint(std::uint64_t limit);
  std::string_view take(std::size_t count);
  [[noreturn]] void fail(const std::string& reason) const;

 private:
  std::string_view rest_;
  const char* what_;
};

}  // namespace switchback
