// Encodes planned frames on several threads and gives them back in order.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <exception>
#include <functional>
#include <map>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "core/delta/file_bytes.hpp"
#include "core/delta/frame_plan.hpp"
#include "core/delta/prefix_frame.hpp"
#include "manifest-schema/delta_header.hpp"

namespace switchback {

struct EncodedFrame {
  DeltaFrame frame;
  std::string compressed;
};

// What a planned frame becomes: one frame, or several where its compressed bytes would be more than
// a frame may have, or where a short one is not shortened by coding.
std::vector<EncodedFrame> encode_frame(const FramePlan& plan, FileBytes& old_files,
                                       FileBytes& new_files, PrefixEncoder& encoder);

class FrameEncoder {
 public:
  FrameEncoder(const std::vector<FramePlan>& plans, FileBytes& old_files, FileBytes& new_files,
               unsigned threads);
  FrameEncoder(const FrameEncoder&) = delete;
  FrameEncoder& operator=(const FrameEncoder&) = delete;
  ~FrameEncoder();

  // Those of the next plan; called once for each. Interrupted where a stop was requested; rethrows
  // what a thread met.
  std::vector<EncodedFrame> next(const std::stop_token& stop);

 private:
  struct Outcome {
    std::vector<EncodedFrame> frames;
    std::exception_ptr failure;
  };
  void work();
  // The next plan to encode, or nothing more.
  bool take(std::size_t& number);
  void close();

  const std::vector<FramePlan>& plans_;
  FileBytes& old_files_;
  FileBytes& new_files_;
  std::mutex mutex_;  // guards what follows
  std::condition_variable_any changed_;
  std::map<std::size_t, Outcome> done_;
  std::size_t taken_ = 0;
  std::size_t given_ = 0;
  std::size_t ahead_;
  bool closed_ = false;
  std::vector<std::jthread> threads_;
};

}  // namespace switchback
