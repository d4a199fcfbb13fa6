#include "manifest-schema/varint.hpp"

#include "base/errors.hpp"

namespace switchback {

void append_varint(std::string& out, std::uint64_t value) {
  while (value >= 0x80) {
    out.push_back(static_cast<char>(value | 0x80));
    value >>= 7;
  }
  out.push_back(static_cast<char>(value));
}

std::uint64_t near_code(std::uint64_t expected, std::uint64_t value) {
  return value >= expected ? (value - expected) * 2 : (expected - value) * 2 - 1;
}

std::uint8_t ByteReader::byte() {
  if (rest_.empty()) fail_short();
  const auto value = static_cast<std::uint8_t>(rest_.front());
  rest_.remove_prefix(1);
  return value;
}

std::uint64_t ByteReader::long_varint(std::uint64_t limit) {
  std::uint64_t value = 0;
  for (unsigned shift = 0;; shift += 7) {
    const std::uint8_t next = byte();
    const std::uint64_t bits = next & 0x7fU;
    if (shift == 63 && bits > 1) fail("number exceeds 64 bits");
    value |= bits << shift;
    if ((next & 0x80U) == 0) {
      if (next == 0 && shift != 0) fail("number has an overlong encoding");
      break;
    }
    if (shift == 63) fail("number exceeds 64 bits");
  }
  if (value > limit) fail("number " + std::to_string(value) + " exceeds " + std::to_string(limit));
  return value;
}

std::uint64_t ByteReader::near(std::uint64_t expected, std::uint64_t coded,
                               std::uint64_t limit) const {
  const std::uint64_t distance = coded / 2 + coded % 2;
  if (coded % 2 != 0) {
    if (distance > expected) fail("a number falls below zero");
    if (expected - distance > limit) fail("a number is too large");
    return expected - distance;
  }
  if (expected > limit || distance > limit - expected) fail("a number is too large");
  return expected + distance;
}

void ByteReader::fail_short() const {
  fail("ends too early");
}

void ByteReader::fail(const std::string& reason) const {
  throw TrustError("trust-format", std::string(what_) + ": " + reason);
}

}  // namespace switchback
