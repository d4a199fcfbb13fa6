// Encodes planned frames on several threads and gives them back in order.
#pragma once

#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

#include "base/ordered_workers.hpp"
#include "core/delta/encode/encoded_frame.hpp"
#include "core/delta/encode/frame_plan.hpp"
#include "core/delta/encode/kept_frames.hpp"
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
  // `suffix_memory` bounds the suffix arrays of each difference. `kept` may be nullptr.
  FrameEncoder(const std::vector<FramePlan>& plans, WholeFiles& old_files, WholeFiles& new_files,
               unsigned threads, std::uint64_t suffix_memory, KeptFrames* kept);

  // A unit is a plan, or those of all parts of a file that has an old version: they become what is
  // smaller, a difference or frames with a prefix.
  std::size_t units() const { return units_.size(); }

  // Those of the next unit; called once for each. Interrupted where a stop was requested; rethrows
  // what a thread met.
  struct Encoded {
    std::vector<EncodedFrame> frames;
    bool resumed = false;  // they were kept
  };
  Encoded next(const std::stop_token& stop);

 private:
  using Unit = std::span<const FramePlan>;
  static std::vector<Unit> units_of(const std::vector<FramePlan>& plans);
  Encoded obtain(Unit unit, PrefixEncoder& encoder, const std::stop_token& stop) const;
  std::vector<EncodedFrame> encode(Unit unit, PrefixEncoder& encoder,
                                   const std::stop_token& stop) const;

  const std::vector<Unit> units_;
  WholeFiles& old_files_;
  WholeFiles& new_files_;
  const std::uint64_t suffix_memory_;
  KeptFrames* const kept_;
  std::size_t submitted_ = 0;
  OrderedWorkers<PrefixEncoder, Encoded> workers_;
};

}  // namespace switchback
