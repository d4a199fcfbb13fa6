// Compresses frames on several threads and gives them back in order. The result does not depend on
// the threads.
#pragma once

#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

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
  struct Job;
  class Worker;
  void work();
  void close();
  void output_front();

  int level_;
  const PreviousBundle* previous_;
  Output output_;
  std::size_t max_in_flight_;
  std::deque<std::unique_ptr<Job>> jobs_;  // in order; only the submitting thread changes it
  std::mutex mutex_;                       // guards queue_, closed_ and Job::done
  std::condition_variable queued_;
  std::condition_variable done_;
  std::deque<Job*> queue_;
  bool closed_ = false;
  std::vector<std::jthread> threads_;
};

}  // namespace switchback
