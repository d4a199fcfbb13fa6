// What is modelled of one frame, in both directions: the fields of its copies, then the other bytes
// of them that changed. What is not copied is literals.hpp's.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>
#include <vector>

#include "core/difference/change_coder.hpp"
#include "core/difference/code_fields.hpp"
#include "core/difference/plan.hpp"

namespace switchback::difference {

// The parts of copies that lie in the new file's bytes from `begin` on; their new_offset counts
// from there.
std::vector<Copy> pieces_of(const std::vector<Copy>& copies, std::uint64_t begin,
                            std::uint64_t size);

template <typename Coder>
class FrameCoder {
 public:
  // `content` is where the frame's content is made, from `begin` of the new file on; `truth` what
  // it is to be, null for a coder that reads.
  FrameCoder(Coder& coder, const DifferencePlan& plan, std::string_view old_file,
             std::uint64_t begin, std::span<unsigned char> content, const unsigned char* truth)
      : addresses_(plan.addresses()),
        old_(old_file),
        begin_(begin),
        content_(content),
        truth_(truth),
        pieces_(pieces_of(plan.copies, begin, content.size())),
        fields_(coder, addresses_, plan.image.fixed, old_file),
        changes_(coder) {}

  void run() {
    for (const Copy& piece : pieces_) {
      std::memcpy(content_.data() + piece.new_offset, old_.data() + piece.old_offset, piece.length);
      for (std::uint64_t done = 0; done < piece.length;) done += predict(piece, done);
    }
    change();
  }
  const std::vector<Copy>& pieces() const { return pieces_; }

 private:
  // Where there is no part on either side, another is looked for after this many bytes.
  static constexpr std::uint64_t kStride = 64;

  // Codes the fields of a piece from `done` on as far as one part goes; gives how far.
  std::uint64_t predict(const Copy& piece, std::uint64_t done) {
    const std::uint64_t old_offset = piece.old_offset + done;
    const std::uint64_t at = piece.new_offset + done;
    const Part* before = addresses_.old_part(old_offset);
    const Part* after = addresses_.new_part(begin_ + at);
    if (before == nullptr || after == nullptr) return std::min(piece.length - done, kStride);
    const std::uint64_t length =
        std::min({piece.length - done, before->old_offset + before->old_size - old_offset,
                  after->new_offset + after->new_size - (begin_ + at)});
    fields_.code({*before, *after, old_offset, begin_ + at, length, content_.data() + at,
                  truth_ == nullptr ? nullptr : truth_ + at});
    return length;
  }

  void change() {
    bool known = false;       // how many bytes are right from here on:
    std::uint64_t right = 0;  // this many, maybe into the next piece
    for (std::size_t i = 0; i < pieces_.size(); ++i) {
      const std::uint64_t length = pieces_[i].length;
      std::uint64_t at = 0;
      while (true) {
        if (!known) right = changes_.gap(right_from(i, at));
        known = right >= length - at;
        if (known) break;
        at += right;
        at += change_at(pieces_[i], at);
      }
      right -= length - at;
    }
  }
  std::uint64_t change_at(const Copy& piece, std::uint64_t at) {
    const auto phase = static_cast<unsigned>((piece.old_offset + at) % 4);
    const std::uint64_t offset = piece.new_offset + at;
    return changes_.change(content_.data() + offset, truth_ == nullptr ? nullptr : truth_ + offset,
                           phase, at >= phase && piece.length - at >= 4 - phase);
  }
  std::uint64_t right_from(std::size_t i, std::uint64_t at) const {
    std::uint64_t right = 0;
    if constexpr (!Coder::kReads)
      for (; i < pieces_.size(); ++i, at = 0) {
        const unsigned char* made = content_.data() + pieces_[i].new_offset;
        const auto end =
            std::mismatch(made + at, made + pieces_[i].length, truth_ + pieces_[i].new_offset + at)
                .first;
        right += static_cast<std::uint64_t>(end - (made + at));
        if (end != made + pieces_[i].length) break;
      }
    return right;
  }

  const AddressMap& addresses_;
  std::string_view old_;
  std::uint64_t begin_;
  std::span<unsigned char> content_;
  const unsigned char* truth_;
  std::vector<Copy> pieces_;
  CodeFields<Coder> fields_;
  ChangeCoder<Coder> changes_;
};

}  // namespace switchback::difference
