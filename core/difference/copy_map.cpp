#include "core/difference/copy_map.hpp"

#include <algorithm>

namespace switchback::difference {

Destinations::Destinations(const std::vector<Copy>& copies, std::uint64_t old_size) {
  std::vector<Copy> sorted = copies;
  std::sort(sorted.begin(), sorted.end(), [](const Copy& a, const Copy& b) {
    return a.old_offset != b.old_offset ? a.old_offset < b.old_offset : a.new_offset < b.new_offset;
  });
  steps_.push_back({0, 0, 0});
  for (Copy copy : sorted) {
    Step& last = steps_.back();
    if (copy.old_offset < last.end) {  // what was copied twice went where more of it went
      if (copy.old_end() <= last.end) continue;
      if (copy.length > last.end - last.begin) {
        last.end = copy.old_offset;
      } else {
        const std::uint64_t skip = last.end - copy.old_offset;
        copy = {copy.old_offset + skip, copy.new_offset + skip, copy.length - skip};
      }
    }
    steps_.push_back({copy.old_offset, copy.old_end(), copy.new_offset - copy.old_offset});
  }
  while ((old_size >> shift_) > 512 * 1024) ++shift_;
  if (shift_ < 6) shift_ = 6;
  first_.resize((old_size >> shift_) + 1);
  std::size_t step = 0;
  for (std::size_t i = 0; i < first_.size(); ++i) {
    while (step + 1 < steps_.size() && steps_[step + 1].begin <= (std::uint64_t{i} << shift_))
      ++step;
    first_[i] = static_cast<std::uint32_t>(step);
  }
}

}  // namespace switchback::difference
