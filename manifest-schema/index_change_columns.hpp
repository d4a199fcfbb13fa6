// The columns of a segment of an index change, in the order of the format, and the flags of a
// change: what its writer and its reader agree on.
#pragma once

#include <cstddef>
#include <cstdint>

namespace switchback::index_column {

inline constexpr std::size_t kSteps = 0;
inline constexpr std::size_t kChanges = 1;
inline constexpr std::size_t kPaths = 2;
inline constexpr std::size_t kAttributes = 3;
inline constexpr std::size_t kSizes = 4;
inline constexpr std::size_t kOrigins = 5;
inline constexpr std::size_t kTargets = 6;
inline constexpr std::size_t kFrameSteps = 7;
inline constexpr std::size_t kFrames = 8;
inline constexpr std::size_t kCount = 9;

inline constexpr std::uint8_t kOriginMask = 3;
inline constexpr std::uint8_t kNewMode = 4;
inline constexpr std::uint8_t kNewHeaderLength = 8;
inline constexpr std::uint8_t kNewTarget = 16;

}  // namespace switchback::index_column
