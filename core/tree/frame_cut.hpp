// Where frames end, decided by content, so that a change moves no boundary but those around it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/tree/previous_members.hpp"

namespace switchback {

// Files above this have frames of their own.
inline constexpr std::uint64_t kBigFile = 1024 * 1024;

// How long frames inside one big file are: from `minimum` on they end once in 2^`bits` bytes.
struct CutScale {
  std::size_t minimum = 0;
  std::size_t maximum = 0;
  unsigned bits = 0;
};
// About 1 MiB: a small change costs a host little.
inline constexpr CutScale kFineCuts{512 * 1024, 3 * 1024 * 1024, 19};
// About 6 MiB: a new build of a program moves all addresses in it, so that hosts lack all of it
// anyway, and long frames compress better.
inline constexpr CutScale kCoarseCuts{4 * 1024 * 1024, 8 * 1024 * 1024, 21};

inline constexpr std::size_t kFileHead = 4;
// By the first kFileHead bytes of a file: ELF, PE, Mach-O or WebAssembly.
bool is_program(std::string_view head);

// Cuts inside one big file, by a gear hash over the last 64 bytes. (FastCDC, Xia and others, USENIX
// ATC 2016.)
class ContentCutter {
 public:
  explicit ContentCutter(const CutScale& scale = kFineCuts) : scale_(scale) {}

  // Before the frame is as long as the minimum of either scale.
  void rescale(const CutScale& scale) { scale_ = scale; }

  // How many of `bytes`, which continue the current frame, still belong to it. `ended` says whether
  // it ends there; then the next call begins a new frame.
  struct Taken {
    std::size_t count = 0;
    bool ended = false;
  };
  Taken take(std::string_view bytes);

 private:
  CutScale scale_;
  std::uint64_t hash_ = 0;
  std::size_t length_ = 0;  // of the current frame so far
};

// Whether a frame of whole members that now has `length` bytes ends after the member at `path`.
// What was kept from the release before ends where it ended there, unless that is a crumb; what is
// fresh fills frames. Where there is no release before: from 256 KiB on with a chance proportional
// to the member's own length, so that frames average about 1 MiB; above 2 MiB eight times that.
bool ends_member_frame(std::uint64_t length, std::uint64_t member_length, std::string_view path,
                       MemberAge age);

}  // namespace switchback
