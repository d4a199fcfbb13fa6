// Where frames end, decided by content, so that a change moves no boundary but those around it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/tree/previous_members.hpp"

namespace switchback {

// Files above this have frames of their own.
inline constexpr std::uint64_t kBigFile = 1024 * 1024;
inline constexpr std::size_t kMinContentFrame = 512 * 1024;

// Cuts inside one big file: a gear hash over the last 64 bytes, looked at from kMinContentFrame on,
// hits once in 512 KiB; so frames average 1 MiB and are at most kMaxFrameContent. (FastCDC, Xia and
// others, USENIX ATC 2016.)
class ContentCutter {
 public:
  // How many of `bytes`, which continue the current frame, still belong to it. `ended` says whether
  // it ends there; then the next call begins a new frame.
  struct Taken {
    std::size_t count = 0;
    bool ended = false;
  };
  Taken take(std::string_view bytes);

 private:
  std::uint64_t hash_ = 0;
  std::size_t length_ = 0;  // of the current frame so far
};

// Whether a frame of whole members that now has `length` bytes ends after the member at `path`:
// from 256 KiB on with a chance proportional to the member's own length, so that frames average
// about 1 MiB; above 2 MiB eight times that. What was kept from the release before ends where it
// ended there, unless that is a crumb, and elsewhere above 2 MiB only. What is fresh fills frames.
bool ends_member_frame(std::uint64_t length, std::uint64_t member_length, std::string_view path,
                       MemberAge age);

}  // namespace switchback
