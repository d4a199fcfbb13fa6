#include "updater/engine/source_price.hpp"

#include <algorithm>

#include "core/resolve/byte_margin.hpp"
#include "core/transport/range_plan.hpp"
#include "updater/engine/tree_build.hpp"

namespace switchback {
namespace {

using Digests = std::vector<Sha256Digest>;

Digests sorted(Digests digests) {
  std::sort(digests.begin(), digests.end());
  return digests;
}

// A frame that a slot's bundle has as well holds files that the slot has as well, whoever makes
// them now.
Digests frames_of(const std::vector<SlotImage>& slots) {
  Digests contents;
  for (const SlotImage& slot : slots)
    for (const Frame& frame : slot.index.load_frames()) contents.push_back(frame.content_sha256);
  return sorted(std::move(contents));
}

Digests blocks_of(const std::vector<SlotImage>& slots) {
  Digests blocks;
  for (const SlotImage& slot : slots)
    for (const IndexBlock& block : slot.index.blocks()) blocks.push_back(block.sha256);
  return sorted(std::move(blocks));
}

bool has(const Digests& digests, const Sha256Digest& digest) {
  return std::binary_search(digests.begin(), digests.end(), digest);
}

bool is_index_of_a_slot(const IndexReference& index, const std::vector<SlotImage>& slots) {
  return std::any_of(slots.begin(), slots.end(), [&](const SlotImage& slot) {
    return slot.index.reference().list_sha256 == index.list_sha256;
  });
}

// The block list comes always. A block of the draft has the length of the signed one.
PlannedSource price_of_signed_index(const BuildDetail& build) {
  const IndexReference& index = build.manifest.manifest.index;
  PlannedSource price{std::nullopt, {}, index.length - index.list_offset, 1};
  if (is_index_of_a_slot(index, build.slots)) return price;
  const Digests here = blocks_of(build.slots);
  std::vector<Piece> missing;
  for (const IndexBlock& block : build.index.blocks()) {
    if (has(here, block.sha256)) continue;
    missing.push_back({block.offset, block.length, block.sha256});
    price.bytes += block.length;
  }
  price.requests += count_requests(missing, index.length);
  return price;
}

}  // namespace

PlannedSource price_of_frames(const FrameMap& frames, const Selection& selection) {
  std::vector<Piece> pieces;
  pieces.reserve(selection.fetch.size());
  for (const std::size_t number : selection.fetch) pieces.push_back(frames.piece(number));
  return {std::nullopt, {}, selection.fetch_bytes, count_requests(pieces, frames.bundle_length())};
}

PlannedSource foreseen_price_of_frames(Session& session, BuildDetail& build) {
  Selection selection = TreeStaging(staging_request(session, build), build.comparison).select();
  const Digests here = frames_of(build.slots);
  std::erase_if(selection.fetch, [&](std::size_t number) {
    const Frame& frame = build.frames.frame(number);
    if (!has(here, frame.content_sha256)) return false;
    selection.fetch_bytes -= frame.compressed_length;
    return true;
  });
  PlannedSource price = price_of_frames(build.frames, selection);
  const PlannedSource index = price_of_signed_index(build);
  price.bytes += index.bytes;
  price.requests += index.requests;
  return price;
}

bool is_better(const OfferedSource& source, const OfferedSource& other) {
  if (source.may_be_downloaded != other.may_be_downloaded) return source.may_be_downloaded;
  if (source.has_room != other.has_room) return source.has_room;
  return is_cheaper(source.price, other.price);
}

bool is_cheaper(const PlannedSource& source, const PlannedSource& other) {
  if (differ_by_a_tenth_at_most(source.bytes, other.bytes)) return source.requests < other.requests;
  return source.bytes < other.bytes;
}

}  // namespace switchback
