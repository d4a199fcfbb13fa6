#include "core/tree/frame_splitter.hpp"

#include <algorithm>
#include <utility>

namespace switchback {
namespace {

// Fewer bytes than this are not worth a frame of their own between others: about 10 KiB compressed.
constexpr std::size_t kWorthFrame = 64 * 1024;

}  // namespace

// The begin of the next frame is where this one ends.
void FrameSplitter::output(std::string bytes) {
  const auto beyond = std::upper_bound(member_ends_.begin(), member_ends_.end(), bytes.size());
  std::vector<std::size_t> next(beyond, member_ends_.end());
  for (std::size_t& end : next) end -= bytes.size();
  member_ends_.erase(beyond, member_ends_.end());
  sink_({std::move(bytes), std::exchange(member_ends_, std::move(next)), program_});
}

void FrameSplitter::close_frame() {
  if (!frame_.empty()) output(std::exchange(frame_, {}));
  fresh_ = false;
}

void FrameSplitter::close_frame_and_gap() {
  frame_ += std::exchange(gap_, {});
  gap_end_ = 0;
  close_frame();
}

void FrameSplitter::begin_member(std::uint64_t content_size) {
  big_ = content_size > kBigFile;
  cutter_ = ContentCutter{};
  head_.clear();
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
  see_head(bytes);
  while (!bytes.empty()) {
    const auto taken = cutter_.take(bytes);
    frame_ += bytes.substr(0, taken.count);
    bytes.remove_prefix(taken.count);
    if (taken.ended) close_frame();
  }
}

void FrameSplitter::see_head(std::string_view bytes) {
  if (head_.size() == kFileHead) return;
  head_ += bytes.substr(0, kFileHead - head_.size());
  program_ = is_program(head_);
  if (program_) cutter_.rescale(kCoarseCuts);
}

void FrameSplitter::padding(std::string_view bytes) {
  if (!big_) {
    member_ += bytes;
    return;
  }
  close_frame();
  program_ = false;
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
  member_ends_.push_back(frame_.size() + gap_.size());
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
    output(std::exchange(frame_, gap_.substr(std::exchange(gap_end_, 0))));
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
