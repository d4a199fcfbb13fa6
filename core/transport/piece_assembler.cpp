#include "core/transport/piece_assembler.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/errors.hpp"

namespace switchback {

PieceAssembler::PieceAssembler(PieceLedger& ledger, std::vector<std::size_t> pieces,
                               std::uint64_t position)
    : ledger_(ledger), pieces_(std::move(pieces)), position_(position) {
  pass_delivered();
}

void PieceAssembler::feed(std::string_view bytes) {
  while (!bytes.empty()) {
    const std::size_t used = complete() ? bytes.size() : skip(bytes.size());
    position_ += used;
    bytes.remove_prefix(used);
    if (!complete() && !bytes.empty()) bytes.remove_prefix(take(bytes));
  }
}

// How many of the available bytes stand before the next piece.
std::size_t PieceAssembler::skip(std::size_t available) {
  const std::uint64_t begin = ledger_.piece(pieces_[next_]).offset;
  return begin <= position_ ? 0 : std::min<std::uint64_t>(available, begin - position_);
}

std::size_t PieceAssembler::take(std::string_view bytes) {
  const std::size_t index = pieces_[next_];
  const Piece& piece = ledger_.piece(index);
  if (buffer_.empty()) buffer_.reserve(piece.length);
  bytes = bytes.substr(0, piece.length - buffer_.size());
  buffer_.append(bytes);
  hash_.update(bytes);
  position_ += bytes.size();
  if (buffer_.size() < piece.length) return bytes.size();

  if (hash_.finish() != piece.sha256)
    throw FetchError("bad-answer", fmt::format("wrong content in bytes {} to {}", piece.offset,
                                               piece.offset + piece.length - 1));
  ++next_;
  ledger_.deliver(index, std::exchange(buffer_, {}));
  pass_delivered();
  return bytes.size();
}

void PieceAssembler::pass_delivered() {
  while (!complete() && ledger_.delivered(pieces_[next_])) ++next_;
}

}  // namespace switchback
