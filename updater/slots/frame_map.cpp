#include "updater/slots/frame_map.hpp"

#include <algorithm>

#include "base/errors.hpp"

namespace switchback {
namespace {

// The part of `entry`, whose member begins at `member` in the tar, that lies in [begin, end) of the
// tar; length 0 with an entry where an empty file's header lies there; no entry where there is
// none.
FilePart overlap(const TreeEntry& entry, std::uint64_t ordinal, std::uint64_t member,
                 std::uint64_t begin, std::uint64_t end) {
  FilePart part;
  if (entry.type != EntryType::file) return part;
  const std::uint64_t content = member + entry.header_length;
  if (entry.size == 0) {
    if (member >= begin && member < end) part = {ordinal, &entry, 0, 0, 0};
    return part;
  }
  const std::uint64_t first = std::max(content, begin);
  const std::uint64_t last = std::min(content + entry.size, end);
  if (first < last)
    part = {ordinal, &entry, first - content, static_cast<std::uint32_t>(first - begin),
            static_cast<std::uint32_t>(last - first)};
  return part;
}

}  // namespace

FrameMap FrameMap::build(const IndexFile& index, const std::stop_token& stop) {
  FrameMap map;
  map.frames_ = index.load_frames();
  map.starts_.reserve(map.frames_.size());
  auto cursor = index.cursor();
  const TreeEntry* entry = cursor.next();
  std::uint64_t member = 0;
  std::uint64_t tar = 0;
  for (const auto& frame : map.frames_) {
    if (stop.stop_requested()) throw Interrupted();
    while (entry != nullptr && member + tar_member_length(*entry) <= tar) {
      member += tar_member_length(*entry);
      entry = cursor.next();
    }
    const std::uint64_t ordinal = entry != nullptr ? cursor.ordinal() : index.reference().entries;
    map.starts_.push_back({tar, map.bundle_length_, member, ordinal});
    tar += frame.content_length;
    map.bundle_length_ += frame.compressed_length;
  }
  for (; entry != nullptr; entry = cursor.next()) member += tar_member_length(*entry);
  if (member > tar) throw TrustError("trust-format", "the index's frames do not cover its entries");
  return map;
}

Piece FrameMap::piece(std::size_t number) const {
  return {starts_[number].bundle_offset, frames_[number].compressed_length,
          frames_[number].compressed_sha256};
}

void FrameMap::for_each_part(const IndexFile& index, std::size_t number,
                             const PartCallback& callback) const {
  const Start& start = starts_[number];
  const std::uint64_t end = start.tar_offset + frames_[number].content_length;
  if (start.ordinal >= index.reference().entries) return;
  auto cursor = index.cursor_at(start.ordinal);
  std::uint64_t member = start.member_offset;
  while (member < end) {
    const TreeEntry* entry = cursor.next();
    if (entry == nullptr) return;
    const FilePart part = overlap(*entry, cursor.ordinal(), member, start.tar_offset, end);
    if (part.entry != nullptr) callback(part);
    member += tar_member_length(*entry);
  }
}

void FrameMap::for_each_part(
    const IndexFile& index,
    const std::function<void(std::size_t, const FilePart&)>& callback) const {
  auto cursor = index.cursor();
  std::uint64_t member = 0;
  std::size_t number = 0;
  while (const TreeEntry* entry = cursor.next()) {
    const std::uint64_t member_end = member + tar_member_length(*entry);
    const auto frame_end = [&](std::size_t n) {
      return starts_[n].tar_offset + frames_[n].content_length;
    };
    while (number < frames_.size() && frame_end(number) <= member) ++number;
    for (std::size_t n = number; n < frames_.size() && starts_[n].tar_offset < member_end; ++n) {
      const FilePart part =
          overlap(*entry, cursor.ordinal(), member, starts_[n].tar_offset, frame_end(n));
      if (part.entry != nullptr) callback(n, part);
    }
    member = member_end;
  }
}

}  // namespace switchback
