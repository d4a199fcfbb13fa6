#include "core/difference/address_map.hpp"

#include <algorithm>

namespace switchback::difference {
namespace {

// Ranges of hostile parts may overlap: later ones lose what earlier ones have.
template <typename Ranges>
void make_disjoint(Ranges& ranges) {
  std::sort(ranges.begin(), ranges.end(), [](const auto& a, const auto& b) {
    return a.begin != b.begin ? a.begin < b.begin : a.part < b.part;
  });
  std::uint64_t end = 0;
  Ranges kept;
  for (auto range : ranges) {
    range.begin = std::max(range.begin, end);
    if (range.begin >= range.end) continue;
    end = range.end;
    kept.push_back(range);
  }
  ranges = std::move(kept);
}

}  // namespace

AddressMap::AddressMap(const Image& image, const Destinations& destinations)
    : image_(&image), destinations_(&destinations) {
  for (std::size_t i = 0; i < image.parts.size(); ++i) {
    const Part& part = image.parts[i];
    if (part.loaded)
      by_old_address_.push_back({part.old_address, part.old_address + part.old_span, i});
    by_old_offset_.push_back({part.old_offset, part.old_offset + part.old_size, i});
    by_new_offset_.push_back({part.new_offset, part.new_offset + part.new_size, i});
  }
  make_disjoint(by_old_address_);
  make_disjoint(by_old_offset_);
  make_disjoint(by_new_offset_);
}

}  // namespace switchback::difference
