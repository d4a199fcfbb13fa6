#include "core/tree/frame_splitter.hpp"

#include <utility>

namespace switchback {

void FrameSplitter::close_frame() {
  if (!frame_.empty()) sink_(std::exchange(frame_, {}));
}

void FrameSplitter::begin_member(std::uint64_t content_size) {
  big_ = content_size > kBigFile;
  member_length_ = 0;
  cutter_ = {};
  const std::uint64_t in_frame = kMaxHeaderLength + (big_ ? 0 : (content_size + 511) / 512 * 512);
  if (frame_.size() + in_frame > kMaxFrameContent) close_frame();
}

void FrameSplitter::header(std::string_view bytes) {
  frame_ += bytes;
  member_length_ += bytes.size();
  if (big_) close_frame();
}

void FrameSplitter::content(std::string_view bytes) {
  member_length_ += bytes.size();
  if (!big_) {
    frame_ += bytes;
    return;
  }
  while (!bytes.empty()) {
    const auto taken = cutter_.take(bytes);
    frame_ += bytes.substr(0, taken.count);
    bytes.remove_prefix(taken.count);
    if (taken.ended) close_frame();
  }
}

void FrameSplitter::padding(std::string_view bytes) {
  if (big_) close_frame();
  frame_ += bytes;
  member_length_ += bytes.size();
}

void FrameSplitter::end_member(std::string_view path) {
  if (!big_ && ends_member_frame(frame_.size(), member_length_, path)) close_frame();
}

void FrameSplitter::finish(std::string_view bytes) {
  if (frame_.size() + bytes.size() > kMaxFrameContent) close_frame();
  frame_ += bytes;
  close_frame();
}

}  // namespace switchback
