// A frame of a delta and its compressed bytes.
#pragma once

#include <cstdint>
#include <numeric>
#include <string>
#include <vector>

#include "manifest-schema/delta_header.hpp"

namespace switchback {

struct EncodedFrame {
  DeltaFrame frame;
  std::string compressed;
};

inline std::uint64_t compressed_length(const std::vector<EncodedFrame>& frames) {
  return std::accumulate(
      frames.begin(), frames.end(), std::uint64_t{0},
      [](std::uint64_t sum, const EncodedFrame& frame) { return sum + frame.compressed.size(); });
}

}  // namespace switchback
