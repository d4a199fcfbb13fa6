// The tar of a bundle as a stream, every frame checked against the index on the way.
#pragma once

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/descriptor.hpp"
#include "base/digest.hpp"
#include "core/tree/frame_decoder.hpp"
#include "manifest-schema/release_manifest.hpp"

namespace switchback {

class BundleStream {
 public:
  // `advance` gets the compressed length of each frame that was checked.
  BundleStream(const Descriptor& file, std::vector<Frame> frames, std::stop_token stop,
               std::function<void(std::uint64_t)> advance);

  // The next frame's content, valid until the next call; empty at the end. Throws
  // StateError("damage") or TrustError for a frame that is not the one in the index, Interrupted
  // when a stop was requested.
  std::string_view next();
  // Of the frames read so far.
  Sha256Digest digest() { return hash_.finish(); }

 private:
  const Descriptor& file_;
  std::vector<Frame> frames_;
  std::stop_token stop_;
  std::function<void(std::uint64_t)> advance_;
  FrameDecoder decoder_;
  Sha256 hash_;
  std::size_t next_ = 0;
  std::uint64_t offset_ = 0;
  std::string content_;
};

}  // namespace switchback
