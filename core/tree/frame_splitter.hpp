// Cuts the byte stream of a tar into frames: whole members together, content of big files alone.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "core/tree/frame_cut.hpp"
#include "manifest-schema/tree_entry.hpp"

namespace switchback {

// A frame is either bytes of one big file's content and nothing else, beginning with its first byte
// or at a cut inside it, or whole small members with what stands between big contents (the padding
// of the last, the header of the next).
class FrameSplitter {
 public:
  using Sink = std::function<void(std::string content)>;
  explicit FrameSplitter(Sink sink) : sink_(std::move(sink)) {}

  // A member with `content_size` bytes of content follows: header(), content(), padding(),
  // end_member().
  void begin_member(std::uint64_t content_size);
  void header(std::string_view bytes);
  void content(std::string_view bytes);
  void padding(std::string_view bytes);
  void end_member(std::string_view path);
  // The end-of-archive blocks.
  void finish(std::string_view bytes);

 private:
  void close_frame();

  Sink sink_;
  std::string frame_;
  ContentCutter cutter_;
  bool big_ = false;
  std::uint64_t member_length_ = 0;
};

}  // namespace switchback
