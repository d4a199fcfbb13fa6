// The ways through a new file that a search keeps, as a tree: what they have in common is there
// once.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "core/difference/copy_map.hpp"

namespace switchback::difference {

// A way to the present byte: the displacement in use and since when, and the way before that.
struct Way {
  std::uint64_t from = 0;
  std::uint64_t displacement = 0;
  std::uint32_t before = 0;
  bool copies = false;
};

class Ways {
 public:
  // A number above 0, which stands for the way to the first byte.
  std::uint32_t add(const Way& way) {
    ways_.push_back(way);
    return static_cast<std::uint32_t>(ways_.size() - 1);
  }

  // What the way copies, where it ends at `end`.
  std::vector<Copy> copies(std::uint32_t last, std::uint64_t end) const {
    std::vector<Copy> copies;
    for (std::uint32_t i = last; i != 0; i = ways_[i].before) {
      const Way& way = ways_[i];
      if (way.copies && end > way.from)
        copies.push_back({way.from + way.displacement, way.from, end - way.from});
      end = way.from;
    }
    std::reverse(copies.begin(), copies.end());
    return copies;
  }

 private:
  std::vector<Way> ways_ = std::vector<Way>(1);
};

}  // namespace switchback::difference
