// How a plan's parts and copies are written, in both directions.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>

#include "core/difference/copy_map.hpp"
#include "core/difference/image.hpp"
#include "core/difference/number_model.hpp"

namespace switchback::difference {

class PartModel {
 public:
  template <typename Coder>
  void code(Coder& coder, Part& part) {
    part.kind = static_cast<PartKind>(kind_.code(coder, static_cast<std::uint32_t>(part.kind)));
    part.loaded = coder.bit(loaded_, part.loaded);
    // Parts follow each other in the file, and mostly in memory at the same distance as in the
    // file.
    near(coder, old_offset_, part.old_offset, before_.old_offset + before_.old_size);
    part.old_size = old_size_.code(coder, part.old_size);
    near(coder, old_address_, part.old_address,
         before_.old_address + (part.old_offset - before_.old_offset));
    near(coder, old_span_, part.old_span, part.old_size);
    near(coder, new_offset_, part.new_offset,
         part.old_offset + (before_.new_offset - before_.old_offset));
    near(coder, new_size_, part.new_size, part.old_size);
    near(coder, new_address_, part.new_address,
         part.new_offset + (part.old_address - part.old_offset));
    before_ = part;
  }

 private:
  template <typename Coder>
  static void near(Coder& coder, NumberModel& model, std::uint64_t& value, std::uint64_t expected) {
    const auto away = static_cast<std::int64_t>(value - expected);
    value = expected + static_cast<std::uint64_t>(unfolded(model.code(coder, folded(away))));
  }

  Part before_;
  TreeModel<3> kind_;
  BitModel loaded_;
  NumberModel old_offset_, old_size_, old_address_, old_span_, new_offset_, new_size_, new_address_;
};

// In the order of the new file: how many bytes before the copy are not copied, where it begins in
// the old file, told from where it would if the copy before went on, and how long it is.
class CopyModel {
 public:
  template <typename Coder>
  void code(Coder& coder, Copy& copy) {
    const std::uint64_t end = before_.new_end();
    const bool apart = coder.bit(apart_[lately_], copy.new_offset != end);
    lately_ = (lately_ << 1 | (apart ? 1U : 0U)) & 7;
    const std::uint64_t between = apart ? 1 + between_.code(coder, copy.new_offset - end - 1) : 0;
    const std::uint64_t begin = end + between;
    const unsigned context = apart ? 1 : 0;
    std::uint64_t displacement = copy.old_offset - copy.new_offset;
    unsigned i = 0;
    while (i < kRecent && !coder.bit(repeats_[context][i], recent_[i] == displacement)) ++i;
    if (i < kRecent) {
      displacement = recent_[i];
    } else {
      const std::uint64_t present = before_.old_offset - before_.new_offset;
      const auto shift = static_cast<std::int64_t>(displacement - present);
      displacement = present + static_cast<std::uint64_t>(
                                   unfolded(shift_[context].code(coder, folded(shift))));
      i = kRecent - 1;
    }
    std::copy_backward(recent_.begin(), recent_.begin() + i, recent_.begin() + i + 1);
    recent_[0] = displacement;
    copy = before_ = {begin + displacement, begin, 1 + length_.code(coder, copy.length - 1)};
  }

 private:
  static constexpr unsigned kRecent = 8;

  Copy before_;
  unsigned lately_ = 0;
  std::array<std::uint64_t, kRecent> recent_{};
  std::array<BitModel, 8> apart_;
  BitModel repeats_[2][kRecent];
  NumberModel between_, length_;
  NumberModel shift_[2];
};

}  // namespace switchback::difference
