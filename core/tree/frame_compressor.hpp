// Compresses frames on several threads and gives them back in order. The result does not depend on
// the threads.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/ordered_workers.hpp"
#include "core/tree/frame_content.hpp"
#include "core/tree/previous_bundle.hpp"
#include "manifest-schema/tree_entry.hpp"

namespace switchback {

// Of zstd.
struct CompressionLevels {
  int plain = 0;
  int program = 0;  // see FrameContent
};

// Bytes one compressing thread takes: its context and its share of the frames in flight.
std::uint64_t compressor_memory(const CompressionLevels& levels);

class FrameCompressor {
 public:
  // Called on the submitting thread, in the order of submission. `reused`: copied from the previous
  // bundle.
  using Output = std::function<void(const Frame&, std::string_view compressed, bool reused)>;

  // `previous` may be nullptr; it must outlive this object.
  FrameCompressor(const CompressionLevels& levels, unsigned threads, const PreviousBundle* previous,
                  Output output);
  ~FrameCompressor();

  // One frame, or several where it would be longer compressed than a frame may be.
  // Waits while more frames are in flight than the threads can work on: that bounds memory.
  void submit(FrameContent content);
  // Outputs what is left.
  void finish();

 private:
  struct Done;
  class Worker;
  void output_front();

  Output output_;
  OrderedWorkers<Worker, std::vector<Done>> workers_;
};

}  // namespace switchback
