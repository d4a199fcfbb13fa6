#include "core/difference/frame_coder.hpp"

namespace switchback::difference {

std::vector<Copy> pieces_of(const std::vector<Copy>& copies, std::uint64_t begin,
                            std::uint64_t size) {
  std::vector<Copy> pieces;
  const std::uint64_t end = begin + size;
  auto copy = std::partition_point(copies.begin(), copies.end(),
                                   [&](const Copy& it) { return it.new_end() <= begin; });
  for (; copy != copies.end() && copy->new_offset < end; ++copy) {
    const std::uint64_t from = std::max(copy->new_offset, begin);
    const std::uint64_t to = std::min(copy->new_end(), end);
    pieces.push_back({copy->old_offset + (from - copy->new_offset), from - begin, to - from});
  }
  return pieces;
}

}  // namespace switchback::difference
