#include "core/delta/delta_payload.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "base/errors.hpp"

namespace switchback {
namespace {

constexpr std::size_t kLongPiece = 1024 * 1024;  // a shorter one is not worth a second reading

}  // namespace

DeltaPayload::DeltaPayload(const DeltaHeader& header, PieceSource pieces)
    : header_(header), pieces_(std::move(pieces)), loaded_(header.pieces.size()) {
  piece_offsets_.push_back(0);
  for (const DeltaPiece& piece : header.pieces)
    piece_offsets_.push_back(piece_offsets_.back() + piece.length);
  segment_offsets_.push_back(0);
  for (const std::uint32_t length : header.index_segments)
    segment_offsets_.push_back(segment_offsets_.back() + length);
}

void DeltaPayload::load(std::size_t number) {
  if (number == loaded_) return;
  forget_piece();  // never two pieces in memory
  piece_ = pieces_(number);
  const DeltaPiece& piece = header_.pieces[number];
  if (piece_.size() != piece.length || Sha256::of(piece_) != piece.sha256)
    throw TrustError("trust-length-or-hash", "a piece of the delta is damaged");
  loaded_ = number;
}

void DeltaPayload::forget_long_piece() {
  if (piece_.size() > kLongPiece) forget_piece();
}

void DeltaPayload::forget_piece() {
  loaded_ = header_.pieces.size();
  piece_ = std::string();
}

std::string DeltaPayload::read(std::uint64_t offset, std::uint64_t length) {
  if (offset > piece_offsets_.back() || length > piece_offsets_.back() - offset)
    throw std::logic_error("a range beyond the payload of the delta");
  std::string bytes;
  bytes.reserve(static_cast<std::size_t>(length));
  while (bytes.size() < length) {
    const auto after = std::upper_bound(piece_offsets_.begin(), piece_offsets_.end(), offset);
    const auto number = static_cast<std::size_t>(after - piece_offsets_.begin()) - 1;
    load(number);
    const auto begin = static_cast<std::size_t>(offset - piece_offsets_[number]);
    const std::size_t count =
        std::min(piece_.size() - begin, static_cast<std::size_t>(length) - bytes.size());
    bytes.append(piece_, begin, count);
    offset += count;
  }
  return bytes;
}

IndexChange DeltaPayload::index_change() {
  return {header_.index_segments.size(), [this](std::size_t number) {
            return read(segment_offsets_[number], header_.index_segments[number]);
          }};
}

}  // namespace switchback
