// Which pieces of one blob are wanted and which were delivered, across mirrors and attempts.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/transport/fetcher.hpp"

namespace switchback {

class PieceLedger {
 public:
  // Both arguments must outlive the ledger. Throws TrustError("trust-format") where the pieces are
  // not sorted, overlap, are empty, too long, or lie outside the blob: signed, but by someone who
  // made a mistake.
  PieceLedger(std::span<const Piece> pieces, std::uint64_t blob_length,
              const PieceFetcher::Consumer& consumer);

  const Piece& piece(std::size_t index) const { return pieces_[index]; }
  bool delivered(std::size_t index) const { return delivered_[index]; }
  std::vector<std::size_t> missing() const;
  std::size_t delivered_count() const { return delivered_count_; }
  bool complete() const { return delivered_count_ == pieces_.size(); }
  std::uint32_t longest_piece() const;
  std::uint64_t length() const;            // of all pieces
  std::uint64_t delivered_length() const;  // of those that were delivered

  // `bytes` must be verified. What the consumer throws passes through and is remembered, so that it
  // is not taken for a mirror's fault.
  void deliver(std::size_t index, std::string bytes);
  bool consumer_failed() const { return consumer_failed_; }

 private:
  std::span<const Piece> pieces_;
  const PieceFetcher::Consumer& consumer_;
  std::vector<bool> delivered_;
  std::size_t delivered_count_ = 0;
  bool consumer_failed_ = false;
};

}  // namespace switchback
