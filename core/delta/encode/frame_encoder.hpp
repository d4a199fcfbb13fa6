// Encodes planned frames on several threads and gives them back in order.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <exception>
#include <functional>
#include <map>
#include <mutex>
#include <span>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "core/delta/encode/encoded_frame.hpp"
#include "core/delta/encode/frame_plan.hpp"
#include "core/delta/encode/prefix_encoder.hpp"
#include "core/delta/file_bytes.hpp"
#include "manifest-schema/delta_header.hpp"

namespace switchback {

// What a planned frame becomes: one frame, or several where its compressed bytes would be more than
// a frame may have, or where a short one is not shortened by coding.
std::vector<EncodedFrame> encode_frame(const FramePlan& plan, FileBytes& old_files,
                                       FileBytes& new_files, PrefixEncoder& encoder,
                                       const std::stop_token& stop = {});

class FrameEncoder {
 public:
  // `suffix_memory` bounds the suffix arrays of each difference.
  FrameEncoder(const std::vector<FramePlan>& plans, WholeFiles& old_files, WholeFiles& new_files,
               unsigned threads, std::uint64_t suffix_memory);
  FrameEncoder(const FrameEncoder&) = delete;
  FrameEncoder& operator=(const FrameEncoder&) = delete;
  ~FrameEncoder();

  // A unit is a plan, or those of all parts of a file that has an old version: they become what is
  // smaller, a difference or frames with a prefix.
  std::size_t units() const { return units_.size(); }

  // Those of the next unit; called once for each. Interrupted where a stop was requested; rethrows
  // what a thread met.
  std::vector<EncodedFrame> next(const std::stop_token& stop);

 private:
  struct Outcome {
    std::vector<EncodedFrame> frames;
    std::exception_ptr failure;
  };
  using Unit = std::span<const FramePlan>;
  static std::vector<Unit> units_of(const std::vector<FramePlan>& plans);
  std::vector<EncodedFrame> encode(Unit unit, PrefixEncoder& encoder);
  void work();
  // The next unit to encode, or nothing more.
  bool take(std::size_t& number);
  void close();

  const std::vector<Unit> units_;
  WholeFiles& old_files_;
  WholeFiles& new_files_;
  const std::uint64_t suffix_memory_;
  std::stop_source closing_;
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
