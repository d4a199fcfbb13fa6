// When bytes alone do not decide which way content comes.
#pragma once

#include <algorithm>
#include <cstdint>

namespace switchback {

// The larger is at most a tenth of itself above the other: then fewer requests are better, and
// fewer deltas to decode and to keep on disk.
inline bool differ_by_a_tenth_at_most(std::uint64_t one, std::uint64_t other) {
  const auto [less, more] = std::minmax(one, other);
  return more - less <= more / 10;
}

}  // namespace switchback
