// The payload of a delta, read by ranges from pieces that are verified when they are read.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "core/delta/index_change_walk.hpp"
#include "manifest-schema/delta_header.hpp"

namespace switchback {

// Gives the piece of this number, as received; may block until it is there, and may be asked for it
// again.
using PieceSource = std::function<std::string(std::size_t)>;

class DeltaPayload {
 public:
  // `header` must outlive this object.
  DeltaPayload(const DeltaHeader& header, PieceSource pieces);

  // Keeps the last piece only. TrustError("trust-length-or-hash") where a piece is not the one that
  // the header lists.
  std::string read(std::uint64_t offset, std::uint64_t length);
  // Gives its memory back, unless that is little; it is read again where more of it is wanted.
  void forget_long_piece();

  // The index change; its segments are read anew each time.
  IndexChange index_change();
  // Where the first frame begins.
  std::uint64_t frames_offset() const { return segment_offsets_.back(); }

 private:
  void load(std::size_t number);
  void forget_piece();

  const DeltaHeader& header_;
  PieceSource pieces_;
  std::vector<std::uint64_t> piece_offsets_;    // one more than there are pieces
  std::vector<std::uint64_t> segment_offsets_;  // one more than there are segments
  std::size_t loaded_;
  std::string piece_;
};

}  // namespace switchback
