// Numbers of more than one bit, coded bit by bit in the context of the bits above.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

#include "core/difference/bit_model.hpp"

namespace switchback::difference {

// A number of `kBits` bits.
template <unsigned kBits>
class TreeModel {
 public:
  template <typename Coder>
  std::uint32_t code(Coder& coder, std::uint32_t value) {
    std::uint32_t node = 1;
    for (unsigned i = kBits; i-- > 0;)
      node = node << 1 | (coder.bit(nodes_[node], ((value >> i) & 1) != 0) ? 1U : 0U);
    return node - (1U << kBits);
  }

 private:
  std::array<BitModel, std::size_t{1} << kBits> nodes_;
};

// A number below 2^63: how many bits it has, then those below the leading one, the highest three of
// them modelled (Elias's gamma code, adaptive).
class NumberModel {
 public:
  template <typename Coder>
  std::uint64_t code(Coder& coder, std::uint64_t value) {
    const auto wanted = static_cast<std::uint32_t>(std::bit_width(value + 1) - 1) & 63;
    const unsigned bits = length_.code(coder, wanted);
    const unsigned modelled = bits < kModelled ? bits : kModelled;
    const std::uint64_t below = (value + 1) & ((std::uint64_t{1} << bits) - 1);
    std::uint32_t node = 1;  // the number's own leading one
    for (unsigned i = 0; i < modelled; ++i) {
      const bool bit = ((below >> (bits - 1 - i)) & 1) != 0;
      node = node << 1 | (coder.bit(top_[bits][node], bit) ? 1U : 0U);
    }
    const unsigned rest = bits - modelled;
    const std::uint64_t low = coder.raw(rest, below & ((std::uint64_t{1} << rest) - 1));
    return (std::uint64_t{node} << rest | low) - 1;
  }

 private:
  static constexpr unsigned kModelled = 3;

  TreeModel<6> length_;
  std::array<std::array<BitModel, 1U << kModelled>, 64> top_;
};

// Zigzag: 0, -1, 1, -2, … as 0, 1, 2, 3, …
inline std::uint64_t folded(std::int64_t value) {
  return static_cast<std::uint64_t>(value) << 1 ^ (value < 0 ? ~std::uint64_t{0} : 0);
}
inline std::int64_t unfolded(std::uint64_t value) {
  return static_cast<std::int64_t>(value >> 1 ^ (~(value & 1) + 1));
}

}  // namespace switchback::difference
