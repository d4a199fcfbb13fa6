// From an address of the old program to the address in the new one of what stood there.
#pragma once

#include <cstdint>
#include <vector>

#include "core/difference/copy_map.hpp"
#include "core/difference/image.hpp"

namespace switchback::difference {

enum class Trust : std::uint8_t { copied, guessed, unfilled, unknown };

class AddressMap {
 public:
  AddressMap(const Image& image, const Destinations& destinations);

  struct Target {
    std::uint64_t address = 0;
    Trust trust = Trust::unknown;
  };
  Target of(std::uint64_t old_address) const {
    const Range* range = find(by_old_address_, old_address);
    if (range == nullptr) return {};
    const Part& part = image_->parts[range->part];
    const std::uint64_t within = old_address - part.old_address;
    if (within >= part.old_size)
      return {part.new_address + within + part.new_size - part.old_size, Trust::unfilled};
    const auto place = destinations_->of(part.old_offset + within);
    const Range* to = find(by_new_offset_, place.offset);
    if (to == nullptr) return {part.new_address + within, Trust::unfilled};
    const Part& landed = image_->parts[to->part];
    return {landed.new_address + (place.offset - landed.new_offset),
            place.copied ? Trust::copied : Trust::guessed};
  }
  // The part that holds an offset, or null.
  const Part* old_part(std::uint64_t offset) const { return part_of(find(by_old_offset_, offset)); }
  const Part* new_part(std::uint64_t offset) const { return part_of(find(by_new_offset_, offset)); }

 private:
  struct Range {
    std::uint64_t begin, end;
    std::size_t part;
  };
  using Ranges = std::vector<Range>;
  static const Range* find(const Ranges& ranges, std::uint64_t value) {
    std::size_t low = 0, count = ranges.size();
    while (count > 0) {
      const std::size_t half = count / 2;
      if (ranges[low + half].end <= value) {
        low += half + 1;
        count -= half + 1;
      } else {
        count = half;
      }
    }
    return low < ranges.size() && ranges[low].begin <= value ? &ranges[low] : nullptr;
  }
  const Part* part_of(const Range* range) const {
    return range == nullptr ? nullptr : &image_->parts[range->part];
  }

  const Image* image_;
  const Destinations* destinations_;
  Ranges by_old_address_, by_old_offset_, by_new_offset_;
};

}  // namespace switchback::difference
