// Compresses frames on several threads and gives them back in order. The result does not depend on
// the threads.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/ordered_workers.hpp"
#include "core/tree/previous_bundle.hpp"
#include "manifest-schema/tree_entry.hpp"

namespace switchback {

// Bytes one compressing thread takes at `level`: contexts and its share of the frames in flight.
std::uint64_t compressor_memory(int level);

class FrameCompressor {
 public:
  // Called on the submitting thread, in the order of submission. `reused`: copied from the previous
  // bundle.
  using Output = std::function<void(const Frame&, std::string_view compressed, bool reused)>;

  // `previous` may be nullptr; it must outlive this object.
  FrameCompressor(int level, unsigned threads, const PreviousBundle* previous, Output output);
  ~FrameCompressor();

  // Waits while more frames are in flight than the threads can work on: that bounds memory.
  void submit(std::string content);
  // Outputs what is left.
  void finish();

 private:
  struct Done;
  class Worker;
  void output_front();

  Output output_;
  OrderedWorkers<Worker, Done> workers_;
};

}  // namespace switchback
