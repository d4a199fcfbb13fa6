#include "core/delta/encode/kept_frames.hpp"

#include <zstd.h>

#include <cerrno>
#include <limits>
#include <utility>

#include "base/durable.hpp"
#include "base/errors.hpp"
#include "base/files.hpp"
#include "core/difference/encode/difference_encoder.hpp"
#include "manifest-schema/varint.hpp"

namespace switchback {
namespace fs = std::filesystem;
namespace {

// To be counted up where anything makes other frames of the same plan.
constexpr std::uint64_t kEncoderVersion = 3;
constexpr std::uint64_t kAny = std::numeric_limits<std::uint64_t>::max();

void append(std::string& out, const DeltaRange& range) {
  append_varint(out, range.ordinal);
  append_varint(out, (range.produced ? 2U : 0U) + (range.whole ? 1U : 0U));
  append_varint(out, range.offset);
  append_varint(out, range.length);
}

void append(std::string& out, const std::vector<DeltaRange>& ranges) {
  append_varint(out, ranges.size());
  for (const DeltaRange& range : ranges) append(out, range);
}

std::vector<DeltaRange> read_ranges(ByteReader& reader) {
  std::vector<DeltaRange> ranges(static_cast<std::size_t>(reader.varint(kMaxDeltaRanges)));
  for (DeltaRange& range : ranges) {
    range.ordinal =
        static_cast<std::uint32_t>(reader.varint(std::numeric_limits<std::uint32_t>::max()));
    const std::uint64_t flags = reader.varint(3);
    range.produced = (flags & 2) != 0;
    range.whole = (flags & 1) != 0;
    range.offset = reader.varint(kAny);
    range.length = reader.varint(kAny);
  }
  return ranges;
}

std::string encode(const std::vector<EncodedFrame>& frames) {
  std::string out;
  append_varint(out, frames.size());
  for (const auto& [frame, compressed] : frames) {
    append_varint(out, static_cast<std::uint64_t>(frame.coding));
    append(out, frame.sources);
    append(out, frame.outputs);
    append_varint(out, compressed.size());
    out += compressed;
  }
  return out;
}

std::vector<EncodedFrame> decode(std::string_view bytes) {
  ByteReader reader(bytes, "kept frames");
  std::vector<EncodedFrame> frames(static_cast<std::size_t>(reader.varint(kMaxDeltaFrames)));
  for (auto& [frame, compressed] : frames) {
    frame.coding = static_cast<DeltaCoding>(
        reader.varint(static_cast<std::uint64_t>(DeltaCoding::lzma_prefix)));
    frame.sources = read_ranges(reader);
    frame.outputs = read_ranges(reader);
    frame.compressed_length = reader.varint(bytes.size());
    compressed = reader.take(static_cast<std::size_t>(frame.compressed_length));
  }
  if (!reader.empty()) reader.fail("more than its frames");
  return frames;
}

bool is_no_room(const StorageError& error) {
  return error.error_number() == ENOSPC || error.error_number() == EDQUOT;
}

std::uint64_t length_of(const fs::path& folder) {
  std::uint64_t length = 0;
  for (const auto& entry : fs::directory_iterator(folder)) length += entry.file_size();
  return length;
}

}  // namespace

std::uint64_t KeptFrames::free_space(const fs::path& folder) {
  return fs::space(folder).available;
}

KeptFrames::KeptFrames(fs::path folder, const std::string& made_from, std::uint64_t most,
                       FreeSpace free_space)
    : folder_(std::move(folder)),
      made_from_(std::to_string(kEncoderVersion) + " " + std::to_string(ZSTD_versionNumber()) +
                 " " + difference::encoder_name() + " " + made_from),
      most_(most),
      free_space_(std::move(free_space)) {
  remove_temporaries(folder_);
  length_ = length_of(folder_);
}

fs::path KeptFrames::file_of(Unit unit) const {
  std::string all = made_from_;
  for (const FramePlan& plan : unit) {
    append(all, plan.sources);
    append(all, plan.outputs);
    append_varint(all, plan.old_version ? 1 : 0);
    if (plan.old_version) append(all, *plan.old_version);
  }
  return folder_ / Sha256::of(all).hex();
}

std::optional<std::vector<EncodedFrame>> KeptFrames::find(Unit unit) const {
  const auto bytes = read_file_if_exists(file_of(unit), most_);
  if (!bytes || bytes->size() < sizeof(Sha256Digest)) return std::nullopt;
  const auto rest = std::string_view(*bytes).substr(sizeof(Sha256Digest));
  if (Sha256::of(rest).view() != std::string_view(*bytes).substr(0, sizeof(Sha256Digest)))
    return std::nullopt;
  try {
    return decode(rest);
  } catch (const TrustError&) {
    return std::nullopt;  // another build has laid it out
  }
}

bool KeptFrames::leaves_room(std::uint64_t kept) const {
  return free_space_(folder_) >= kReserve + 4 * kept;
}

void KeptFrames::keep(Unit unit, const std::vector<EncodedFrame>& frames) {
  if (full_) return;
  std::string bytes = encode(frames);
  bytes.insert(0, Sha256::of(bytes).view());
  const std::uint64_t length = length_.fetch_add(bytes.size()) + bytes.size();
  if (length > most_ || !leaves_room(length)) {
    full_ = true;
    return;
  }
  try {
    write_file_atomically(file_of(unit), bytes, 0600);
  } catch (const StorageError& error) {
    if (!is_no_room(error)) throw;
    full_ = true;  // what is left of the disk is the delta's
  }
}

}  // namespace switchback
