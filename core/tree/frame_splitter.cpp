#include "core/tree/frame_splitter.hpp"

#include <utility>

namespace switchback {
namespace {

// Fewer bytes than this are not worth a frame of their own between others: about 10 KiB compressed.
constexpr std::size_t kWorthFrame = 64 * 1024;

}  // namespace

void FrameSplitter::close_frame() {
  if (!frame_.empty()) sink_(std::exchange(frame_, {}));
  fresh_ = false;
}

void FrameSplitter::close_frame_and_gap() {
  frame_ += std::exchange(gap_, {});
  gap_end_ = 0;
  close_frame();
}

void FrameSplitter::begin_member(std::uint64_t content_size) {
  big_ = content_size > kBigFile;
  cutter_ = {};
  const std::uint64_t in_frame = kMaxHeaderLength + (big_ ? 0 : (content_size + 511) / 512 * 512);
  if (frame_.size() + gap_.size() + in_frame > kMaxFrameContent) close_frame_and_gap();
}

void FrameSplitter::header(std::string_view bytes) {
  if (!big_) {
    member_ += bytes;
    return;
  }
  gap_ += bytes;
  close_frame_and_gap();
}

void FrameSplitter::content(std::string_view bytes) {
  if (!big_) {
    member_ += bytes;
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
  if (!big_) {
    member_ += bytes;
    return;
  }
  close_frame();
  frame_ += bytes;
}

void FrameSplitter::end_member(std::string_view path, MemberAge age) {
  if (big_) return;
  const std::uint64_t length = member_.size();
  if (age == MemberAge::fresh)
    add_fresh();
  else if (fresh_)
    add_after_fresh(age);
  else
    frame_ += member_;
  member_.clear();
  if (gap_.empty() && ends_member_frame(frame_.size(), length, path, age)) close_frame();
}

void FrameSplitter::add_fresh() {
  if (!fresh_ && frame_.size() >= kWorthFrame) close_frame();
  frame_ += std::exchange(gap_, {});
  gap_end_ = 0;
  frame_ += member_;
  fresh_ = true;
}

// Where the gap has become too wide, it begins the next frame: from where one began in the release
// before, so that what follows stays in the frames it was in.
void FrameSplitter::add_after_fresh(MemberAge age) {
  gap_ += member_;
  if (gap_.size() >= kWorthFrame) {
    frame_.append(gap_, 0, gap_end_);
    sink_(std::exchange(frame_, gap_.substr(std::exchange(gap_end_, 0))));
    gap_.clear();
    fresh_ = false;
  } else if (age == MemberAge::kept_at_end && gap_end_ == 0) {
    gap_end_ = gap_.size();
  }
}

void FrameSplitter::finish(std::string_view bytes) {
  if (frame_.size() + gap_.size() + bytes.size() > kMaxFrameContent) close_frame_and_gap();
  gap_ += bytes;
  close_frame_and_gap();
}

}  // namespace switchback
