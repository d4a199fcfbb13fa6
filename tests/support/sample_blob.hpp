// A blob with its list of pieces, as verified metadata would give it, and what a fetch of it
// delivered.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/transport/fetcher.hpp"

namespace switchback::test {

struct SampleBlob {
  std::string content;
  std::vector<Piece> pieces;

  // `sizes` alternate: a piece, a gap that no piece covers, a piece, …
  static SampleBlob of(const std::vector<std::uint32_t>& sizes);
  // Pieces of `piece_length` without gaps.
  static SampleBlob contiguous(std::uint64_t length, std::uint32_t piece_length);
};

// Collects what is delivered, and fails the test where a piece is delivered twice or is not what
// the blob has.
class Delivery {
 public:
  explicit Delivery(const SampleBlob& blob) : blob_(blob) {}

  PieceFetcher::Consumer consumer();
  std::size_t count() const { return count_; }
  bool complete() const { return count_ == blob_.pieces.size() && !wrong_; }
  bool wrong() const { return wrong_; }

 private:
  const SampleBlob& blob_;
  std::map<std::size_t, bool> seen_;
  std::size_t count_ = 0;
  bool wrong_ = false;
};

}  // namespace switchback::test
