#include "core/transport/piece_ledger.hpp"

#include <algorithm>

#include "base/errors.hpp"

namespace switchback {
namespace {

void check(std::span<const Piece> pieces, std::uint64_t blob_length) {
  std::uint64_t end = 0;
  for (const Piece& piece : pieces) {
    const bool sound = piece.length > 0 && piece.length <= kMaxPieceLength && piece.offset >= end &&
                       piece.offset <= blob_length && piece.length <= blob_length - piece.offset;
    if (!sound)
      throw TrustError("trust-format", "a list of pieces does not fit the blob that it describes");
    end = piece.offset + piece.length;
  }
}

}  // namespace

PieceLedger::PieceLedger(std::span<const Piece> pieces, std::uint64_t blob_length,
                         const PieceFetcher::Consumer& consumer)
    : pieces_(pieces), consumer_(consumer), delivered_(pieces.size()) {
  check(pieces, blob_length);
}

std::vector<std::size_t> PieceLedger::missing() const {
  std::vector<std::size_t> indices;
  for (std::size_t index = 0; index < pieces_.size(); ++index)
    if (!delivered_[index]) indices.push_back(index);
  return indices;
}

std::uint32_t PieceLedger::longest_piece() const {
  std::uint32_t longest = 0;
  for (const Piece& piece : pieces_) longest = std::max(longest, piece.length);
  return longest;
}

std::uint64_t PieceLedger::length() const {
  std::uint64_t length = 0;
  for (const Piece& piece : pieces_) length += piece.length;
  return length;
}

std::uint64_t PieceLedger::delivered_length() const {
  std::uint64_t length = 0;
  for (std::size_t index = 0; index < pieces_.size(); ++index)
    if (delivered_[index]) length += pieces_[index].length;
  return length;
}

void PieceLedger::deliver(std::size_t index, std::string bytes) {
  if (delivered_[index]) return;
  delivered_[index] = true;
  ++delivered_count_;
  try {
    consumer_(index, std::move(bytes));
  } catch (...) {
    consumer_failed_ = true;
    throw;
  }
}

}  // namespace switchback
