// Cuts the bytes of one answer into pieces, verifies each and delivers it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/digest.hpp"
#include "core/transport/piece_ledger.hpp"

namespace switchback {

// Holds at most one piece. Bytes between pieces are skipped, and so are pieces that came another
// way meanwhile.
class PieceAssembler {
 public:
  // `pieces` are ascending indices into the ledger; the first byte fed stands at `position` of the
  // blob.
  PieceAssembler(PieceLedger& ledger, std::vector<std::size_t> pieces, std::uint64_t position);

  // Throws FetchError("bad-answer") at the first piece whose hash is wrong, and what the consumer
  // throws. The message does not name the mirror.
  void feed(std::string_view bytes);

  std::uint64_t position() const { return position_; }
  bool complete() const { return next_ == pieces_.size(); }

 private:
  std::size_t skip(std::size_t available);
  std::size_t take(std::string_view bytes);
  void pass_delivered();

  PieceLedger& ledger_;
  std::vector<std::size_t> pieces_;
  std::size_t next_ = 0;
  std::uint64_t position_;
  std::string buffer_;
  Sha256 hash_;  // fed as bytes arrive, while they are in the cache
};

}  // namespace switchback
