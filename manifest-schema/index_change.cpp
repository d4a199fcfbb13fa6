#include "manifest-schema/index_change.hpp"

#include <limits>

#include "manifest-schema/packed.hpp"

namespace switchback {

using namespace index_column;

namespace {

constexpr const char* kWhat = "index change of the delta";
constexpr std::uint64_t kMaxCount = std::numeric_limits<std::uint32_t>::max();
constexpr std::uint32_t kMaxMode = 0777;

}  // namespace

IndexChangeReader::IndexChangeReader(std::string_view packed)
    : body_(unpack(packed, kMaxIndexSegmentBody, kWhat)) {
  ByteReader reader(body_, kWhat);
  for (std::size_t i = 0; i < kCount; ++i) {
    const std::uint64_t length = reader.varint(body_.size());
    columns_.emplace_back(reader.take(static_cast<std::size_t>(length)), kWhat);
  }
  if (!reader.empty()) reader.fail("data after its end");
}

IndexChangeReader::Steps IndexChangeReader::steps(std::size_t column) {
  const std::uint64_t code = columns_[column].varint(kMaxCount * 4 + 3);
  const Steps steps{static_cast<IndexStep>(code % 4), code / 4};
  if (steps.count == 0) columns_[column].fail("an empty step");
  return steps;
}

std::uint64_t IndexChangeReader::ordinal() {
  const std::uint64_t value = columns_[kOrigins].near(next_origin_, kMaxCount - 1);
  next_origin_ = value + 1;
  return value;
}

std::string IndexChangeReader::target() {
  ByteReader& targets = columns_[kTargets];
  return std::string(targets.take(static_cast<std::size_t>(targets.varint(4096))));
}

EntryChange IndexChangeReader::change(const TreeEntry& before) {
  ByteReader& changes = columns_[kChanges];
  const std::uint8_t flags = changes.byte();
  if (flags >= kNewTarget * 2) changes.fail("unknown flags of a change");
  EntryChange change;
  change.entry = before;
  change.origin = static_cast<Origin>(flags & kOriginMask);
  change.new_mode = (flags & kNewMode) != 0;
  change.new_header_length = (flags & kNewHeaderLength) != 0;
  change.new_target = (flags & kNewTarget) != 0;
  if (flags == 0) changes.fail("a change that changes nothing");
  if (change.origin != Origin::same && before.type != EntryType::file)
    changes.fail("content for what is not a file");
  if (change.new_target && before.type != EntryType::symlink)
    changes.fail("a target for what is not a symlink");
  ByteReader& attributes = columns_[kAttributes];
  if (change.new_mode) change.entry.mode = static_cast<std::uint32_t>(attributes.varint(kMaxMode));
  if (change.new_header_length)
    change.entry.header_length =
        static_cast<std::uint32_t>(attributes.varint(kMaxHeaderLength / 512) * 512);
  if (change.origin == Origin::made)
    change.entry.size = columns_[kSizes].near(before.size, kMaxFileSize);
  if (change.origin == Origin::old_file || change.origin == Origin::new_file)
    change.origin_ordinal = ordinal();
  if (change.origin != Origin::same) change.entry.sha256 = {};
  if (change.new_target) change.entry.link_target = target();
  return change;
}

EntryChange IndexChangeReader::insert(std::string_view previous_path) {
  ByteReader& paths = columns_[kPaths];
  EntryChange change;
  TreeEntry& entry = change.entry;
  entry.path =
      previous_path.substr(0, static_cast<std::size_t>(paths.varint(previous_path.size())));
  entry.path += paths.take(static_cast<std::size_t>(paths.varint(4096)));
  ByteReader& attributes = columns_[kAttributes];
  const std::uint64_t mode_and_type = attributes.varint(kMaxMode * 4 + 3);
  if (mode_and_type % 4 > static_cast<std::uint64_t>(EntryType::symlink))
    attributes.fail("unknown entry type");
  entry.type = static_cast<EntryType>(mode_and_type % 4);
  entry.mode = static_cast<std::uint32_t>(mode_and_type / 4);
  entry.header_length = static_cast<std::uint32_t>(attributes.varint(kMaxHeaderLength / 512) * 512);
  if (entry.type == EntryType::symlink) entry.link_target = target();
  if (entry.type != EntryType::file) return change;
  const std::uint8_t origin = columns_[kChanges].byte();
  if (origin == 0 || origin > kOriginMask) columns_[kChanges].fail("a new file of unknown origin");
  change.origin = static_cast<Origin>(origin);
  if (change.origin == Origin::made)
    entry.size = columns_[kSizes].near(0, kMaxFileSize);
  else
    change.origin_ordinal = ordinal();
  return change;
}

IndexChangeReader::Steps IndexChangeReader::frame_steps() {
  const Steps found = steps(kFrameSteps);
  if (found.kind == IndexStep::change) columns_[kFrameSteps].fail("a frame is not changed");
  return found;
}

Frame IndexChangeReader::frame() {
  ByteReader& frames = columns_[kFrames];
  Frame frame;
  frame.content_length = static_cast<std::uint32_t>(frames.varint(kMaxFrameContent));
  frame.compressed_length = static_cast<std::uint32_t>(frames.varint(kMaxFrameCompressed));
  frame.content_sha256 = Sha256Digest::from_bytes(frames.take(32));
  frame.compressed_sha256 = Sha256Digest::from_bytes(frames.take(32));
  return frame;
}

void IndexChangeReader::finish() const {
  for (const ByteReader& column : columns_)
    if (!column.empty()) column.fail("a column is longer than its steps need");
}

}  // namespace switchback
