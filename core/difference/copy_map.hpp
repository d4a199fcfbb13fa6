// Which ranges of a new file are, nearly, ranges of an old one.
#pragma once

#include <cstdint>
#include <vector>

namespace switchback::difference {

struct Copy {
  std::uint64_t old_offset = 0;
  std::uint64_t new_offset = 0;
  std::uint64_t length = 0;

  std::uint64_t new_end() const { return new_offset + length; }
  std::uint64_t old_end() const { return old_offset + length; }
};

// The way from an offset of the old file to where its byte went.
class Destinations {
 public:
  Destinations(const std::vector<Copy>& copies, std::uint64_t old_size);

  struct Place {
    std::uint64_t offset = 0;  // in the new file; modulo 2^64 where nothing stands there
    bool copied = false;       // otherwise guessed from the copy before
  };
  Place of(std::uint64_t old_offset) const {
    std::size_t i = first_[old_offset >> shift_];
    while (i + 1 < steps_.size() && steps_[i + 1].begin <= old_offset) ++i;
    const Step& step = steps_[i];
    return {old_offset + step.displacement, old_offset < step.end};
  }

 private:
  struct Step {
    std::uint64_t begin, end, displacement;
  };
  std::vector<Step> steps_;
  std::vector<std::uint32_t> first_;  // of each bucket of 2^shift_ bytes: the step at its beginning
  unsigned shift_ = 0;
};

}  // namespace switchback::difference
