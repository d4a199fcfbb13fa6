#include "repo-tools/verify/bundle_stream.hpp"

#include <fmt/format.h>

#include <utility>

#include "base/errors.hpp"
#include "base/files.hpp"
#include "repo-tools/verify/findings.hpp"

namespace switchback {

BundleStream::BundleStream(const Descriptor& file, std::vector<Frame> frames, std::stop_token stop,
                           std::function<void(std::uint64_t)> advance)
    : file_(file),
      frames_(std::move(frames)),
      stop_(std::move(stop)),
      advance_(std::move(advance)) {}

std::string_view BundleStream::next() {
  if (stop_.stop_requested()) throw Interrupted();
  if (next_ == frames_.size()) return {};
  const Frame& frame = frames_[next_];
  const auto bytes = pread_exact(file_.get(), frame.compressed_length, offset_, "bundle");
  if (Sha256::of(bytes) != frame.compressed_sha256) {
    damaged(fmt::format("frame {} at byte {} is not the one in the index", next_, offset_));
  }
  decoder_.decode(bytes, frame.content_length, content_);
  if (Sha256::of(content_) != frame.content_sha256) {
    damaged(fmt::format("frame {} at byte {} decodes to other content than the index says", next_,
                        offset_));
  }
  hash_.update(bytes);
  offset_ += frame.compressed_length;
  ++next_;
  if (advance_) advance_(frame.compressed_length);
  return content_;
}

}  // namespace switchback
