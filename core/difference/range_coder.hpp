// Adaptive binary range coding: one bit after the other, each with a model of its probability. A
// coder that carries (Martin 1979, in LZMA's form) with a range of 64 bits, so that bits that are
// almost certain cost almost nothing. Integers only: every machine computes the same.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/difference/bit_model.hpp"

namespace switchback::difference {

// Code that models is written once for both directions: a coder's `bit` is given what is to be
// written, which a reader ignores, and gives what the bit is.
class RangeWriter {
 public:
  static constexpr bool kReads = false;

  bool bit(BitModel& model, bool value) {
    step(model.zero(), value);
    model.saw(value);
    return value;
  }
  // The same bit in a coarse context and in a finer one.
  bool bit(BitModel& coarse, BitModel& fine, bool value) {
    step(fine.zero_after(coarse.zero()), value);
    coarse.saw(value);
    fine.saw(value);
    return value;
  }
  bool bit(BitModel& coarse, BitModel& fine, BitModel& finest, bool value) {
    step(finest.zero_after(fine.zero_after(coarse.zero())), value);
    coarse.saw(value);
    fine.saw(value);
    finest.saw(value);
    return value;
  }
  // `count` bits that no model can guess.
  std::uint64_t raw(unsigned count, std::uint64_t value) {
    while (count > 0) step(kHalf, ((value >> --count) & 1) != 0);
    return value;
  }
  // The fewest bytes that say everything. Call once, at the end.
  std::string finish();

 private:
  static constexpr std::uint32_t kHalf = 1U << 15;

  void step(std::uint32_t zero, bool value) {
    const std::uint64_t bound = (range_ >> 16) * zero;
    if (value) {
      low_ += bound;
      if (low_ < bound) carry();
      range_ -= bound;
    } else {
      range_ = bound;
    }
    if (range_ <= 0xffffffffU) shift();
  }
  void carry();
  void shift();

  std::string bytes_;
  std::uint64_t low_ = 0;
  std::uint64_t range_ = ~std::uint64_t{0};
};

// Bytes after the end count as zeros: of a stream cut short other bits are read, never memory.
class RangeReader {
 public:
  static constexpr bool kReads = true;

  explicit RangeReader(std::string_view bytes) : bytes_(bytes) {
    code_ = word();
    code_ = code_ << 32 | word();
  }
  bool bit(BitModel& model, bool = false) {
    const bool value = step(model.zero());
    model.saw(value);
    return value;
  }
  bool bit(BitModel& coarse, BitModel& fine, bool = false) {
    const bool value = step(fine.zero_after(coarse.zero()));
    coarse.saw(value);
    fine.saw(value);
    return value;
  }
  bool bit(BitModel& coarse, BitModel& fine, BitModel& finest, bool = false) {
    const bool value = step(finest.zero_after(fine.zero_after(coarse.zero())));
    coarse.saw(value);
    fine.saw(value);
    finest.saw(value);
    return value;
  }
  std::uint64_t raw(unsigned count, std::uint64_t = 0) {
    std::uint64_t value = 0;
    while (count-- > 0) value = value << 1 | (step(kHalf) ? 1U : 0U);
    return value;
  }
  // False where bytes are left that no writer would have written.
  bool used_up() const { return position_ == bytes_.size(); }

 private:
  static constexpr std::uint32_t kHalf = 1U << 15;

  bool step(std::uint32_t zero) {
    const std::uint64_t bound = (range_ >> 16) * zero;
    const bool value = code_ >= bound;
    if (value) {
      code_ -= bound;
      range_ -= bound;
    } else {
      range_ = bound;
    }
    if (range_ <= 0xffffffffU) {
      range_ <<= 32;
      code_ = code_ << 32 | word();
    }
    return value;
  }
  std::uint64_t word() {
    std::uint64_t value = 0;
    for (int i = 0; i < 4; ++i) {
      value <<= 8;
      if (position_ < bytes_.size()) value |= static_cast<unsigned char>(bytes_[position_++]);
    }
    return value;
  }

  std::string_view bytes_;
  std::size_t position_ = 0;
  std::uint64_t code_ = 0;
  std::uint64_t range_ = ~std::uint64_t{0};
};

}  // namespace switchback::difference
