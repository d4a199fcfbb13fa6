#include "core/delta/range_parts.hpp"

#include <algorithm>

namespace switchback {

std::size_t length_of(const std::vector<DeltaRange>& ranges) {
  std::uint64_t length = 0;
  for (const DeltaRange& range : ranges) length += range.length;
  return static_cast<std::size_t>(length);
}

std::vector<std::vector<DeltaRange>> parts_of(const std::vector<DeltaRange>& ranges,
                                              std::size_t most) {
  std::vector<std::vector<DeltaRange>> parts;
  std::size_t room = 0;
  for (DeltaRange rest : ranges)
    while (rest.length > 0) {
      if (room == 0) {
        parts.emplace_back();
        room = most;
      }
      DeltaRange part = rest;
      part.length = std::min<std::uint64_t>(rest.length, room);
      part.whole = part.whole && part.length == rest.length;
      parts.back().push_back(part);
      rest.whole = false;
      rest.offset += part.length;
      rest.length -= part.length;
      room -= static_cast<std::size_t>(part.length);
    }
  return parts;
}

}  // namespace switchback
