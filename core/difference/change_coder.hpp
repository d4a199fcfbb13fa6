// Bytes of copied ranges that are not what they were, and that no prediction has put right: how
// many follow that are right, then what is wrong. Tables whose numbers all shifted by the same are
// changed by words.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>

#include "core/difference/field_coder.hpp"
#include "core/difference/number_model.hpp"

namespace switchback::difference {

template <typename Coder>
class ChangeCoder {
 public:
  explicit ChangeCoder(Coder& coder) : coder_(coder) {}

  // How many bytes are right before the next that is wrong.
  std::uint64_t gap(std::uint64_t bytes) {
    bytes = gap_[gap_context_].code(coder_, bytes);
    gap_context_ = bytes < 12     ? static_cast<unsigned>(bytes)
                   : bytes < 64   ? 12U
                   : bytes < 1024 ? 13U
                                  : 14U;
    return bytes;
  }
  // The byte at `place` is wrong; it is `phase` bytes into a word of four, of which `whole` says
  // whether it can be changed at once. Gives how many bytes are right now.
  std::uint64_t change(unsigned char* place, const unsigned char* truth, unsigned phase,
                       bool whole) {
    if (whole) {
      const auto before = load<std::uint32_t>(place - phase);
      const std::uint32_t shift = Coder::kReads ? 0 : load<std::uint32_t>(truth - phase) - before;
      const bool by_word =
          coder_.bit(by_word_[phase][lately_], !Coder::kReads && is_worth(shift, before, phase));
      lately_ = (lately_ << 1 | (by_word ? 1U : 0U)) & 15;
      if (by_word) {
        const std::uint32_t after = before + shifted(shift);
        std::memcpy(place - phase, &after, sizeof(after));
        last_ = 0;
        return 4 - phase;
      }
    }
    const unsigned before = *place;
    const unsigned more = Coder::kReads ? 0U : *truth - before;
    unsigned node = 1;
    for (unsigned i = 8; i-- > 0;)
      node = node << 1 |
             (coder_.bit(by_before_[before][node], by_last_[last_][node], ((more >> i) & 1) != 0)
                  ? 1U
                  : 0U);
    last_ = node & 0xff;
    *place = static_cast<unsigned char>(before + node);
    return 1;
  }

 private:
  static constexpr unsigned kRecent = 8;

  // A writer's choice: a shift met lately, or one that a table may have.
  bool is_worth(std::uint32_t shift, std::uint32_t before, unsigned phase) const {
    if (std::find(recent_, recent_ + kRecent, shift) != recent_ + kRecent) return true;
    const std::uint32_t changed = (before + shift) ^ before;
    const bool many = (changed >> 24) != 0 && (changed & 0xff0000) != 0 && (changed & 0xff00) != 0;
    const bool small = shift + 0x8000 < 0x10000 && (changed & 0xff00) != 0;
    return (phase <= 1 && many) || (phase == 0 && small);
  }
  std::uint32_t shifted(std::uint32_t shift) {
    const auto known =
        static_cast<unsigned>(std::find(recent_, recent_ + kRecent, shift) - recent_);
    unsigned i = 0;
    while (i < kRecent && !coder_.bit(repeats_[i][repeated_], known == i)) ++i;
    repeated_ = (repeated_ << 1 | (i == 0 ? 0U : 1U)) & 3;
    if (i < kRecent) {
      shift = recent_[i];
    } else {
      const std::uint64_t number = folded(static_cast<std::int32_t>(shift));
      shift = static_cast<std::uint32_t>(unfolded(shift_.code(coder_, number)));
      i = kRecent - 1;
    }
    std::copy_backward(recent_, recent_ + i, recent_ + i + 1);
    recent_[0] = shift;
    return shift;
  }

  Coder& coder_;
  unsigned gap_context_ = 0, lately_ = 0, repeated_ = 0, last_ = 0;
  std::uint32_t recent_[kRecent] = {};
  NumberModel gap_[15];
  NumberModel shift_;
  BitModel by_word_[4][16];
  BitModel repeats_[kRecent][4];
  BitModel by_before_[256][256];
  BitModel by_last_[256][256];
};

}  // namespace switchback::difference
