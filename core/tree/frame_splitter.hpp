// Cuts the byte stream of a tar into frames: whole members together, content of big files alone.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/tree/frame_content.hpp"
#include "core/tree/frame_cut.hpp"
#include "core/tree/previous_members.hpp"
#include "manifest-schema/tree_entry.hpp"

namespace switchback {

// A frame is either bytes of one big file's content and nothing else, beginning with its first byte
// or at a cut inside it, or whole small members with what stands between big contents (the padding
// of the last, the header of the next). Where the release before is known, small members that are
// fresh get frames apart from those that were kept, so that its hosts fetch little else, and what
// was kept stays in the frames it was in (ADR 0017). Hosts fetch all that is fresh together: its
// frames are as large as any may be, because a larger one compresses better.
class FrameSplitter {
 public:
  using Sink = std::function<void(FrameContent content)>;
  explicit FrameSplitter(Sink sink) : sink_(std::move(sink)) {}

  // A member with `content_size` bytes of content follows: header(), content(), padding(),
  // end_member().
  void begin_member(std::uint64_t content_size);
  void header(std::string_view bytes);
  void content(std::string_view bytes);
  void padding(std::string_view bytes);
  void end_member(std::string_view path, MemberAge age);
  // The end-of-archive blocks.
  void finish(std::string_view bytes);

 private:
  void output(std::string bytes);
  void close_frame();
  void close_frame_and_gap();
  void see_head(std::string_view bytes);
  void add_fresh();
  void add_after_fresh(MemberAge age);

  Sink sink_;
  std::string frame_;
  std::vector<std::size_t> member_ends_;  // of small ones, from the begin of the frame
  bool fresh_ = false;                    // the frame's last member is
  std::string gap_;  // members after it that are not: part of the frame if another follows soon
  // Where in the gap a frame of the release before ended first; 0: nowhere.
  std::size_t gap_end_ = 0;
  std::string member_;  // the small one that has not ended
  ContentCutter cutter_;
  std::string head_;  // of the big one
  bool big_ = false;
  bool program_ = false;  // and that is one
};

}  // namespace switchback
