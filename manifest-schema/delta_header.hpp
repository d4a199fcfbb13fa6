// The header of a delta: how the files of one release are made from those of another. Binary form
// in docs/formats.md:
//
//   delta  := header payload
//   header := "SBDELTA1" packed(body)                          (packed.hpp)
//   body   := from_list_sha256[32] to_list_sha256[32]
//             varint(count) varint(length)...                  segments of the index change
//             varint(count) frame...
//             varint(count) (varint(length) sha256[32])...     pieces
//   frame  := coding:u8 varint(compressed_length) varint(sources) range... varint(outputs) range...
//   range  := varint(near(ordinal) * 4 + whole + 2 * produced)
//             then, unless whole, varint(offset) varint(length)
//
// The payload is the segments of the index change and then the compressed bytes of the frames, in
// order and without gaps; pieces cut it without regard to either. Ordinals are those of the two
// tree indexes; near() is the zigzag distance from the ordinal after that of the range before of
// the same index. Pure: no I/O.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/digest.hpp"

namespace switchback {

inline constexpr std::string_view kDeltaMagic = "SBDELTA1";
// What bounds a host's memory. A header is read whole; of a frame with a prefix the sources, the
// compressed bytes and the outputs are in memory together.
inline constexpr std::uint32_t kMaxDeltaHeader = 4 * 1024 * 1024;
inline constexpr std::uint32_t kMaxDeltaBody = 8 * 1024 * 1024;
inline constexpr std::uint32_t kMaxDeltaPiece = 4 * 1024 * 1024;
inline constexpr std::uint32_t kMaxDeltaFrames = 64 * 1024;
inline constexpr std::uint32_t kMaxDeltaRanges = 512 * 1024;
inline constexpr std::uint32_t kMaxFrameSources = 24 * 1024 * 1024;
inline constexpr std::uint32_t kMaxFrameOutputs = 16 * 1024 * 1024;
inline constexpr std::uint32_t kMaxPrefixCompressed = 6 * 1024 * 1024;
inline constexpr std::uint32_t kMaxUnfinishedFiles =
    64;  // begun and not yet ended, after any output
inline constexpr std::uint32_t kMaxStoredOutputs = 4 * 1024 * 1024;
inline constexpr std::uint32_t kMaxPlanCompressed = 4 * 1024 * 1024;
inline constexpr std::uint32_t kMaxDifferenceCompressed = 6 * 1024 * 1024;

enum class DeltaCoding : std::uint8_t {
  stored = 0,       // the outputs themselves; no sources
  zstd_prefix = 1,  // one zstd frame with the sources, in order, as its prefix
  // A file as a difference from one whole old file, mapped, so that its length has no limit. The
  // plan makes nothing; the frames after it, up to the next plan, make one file from it, each on
  // its own: kMaxFrameOutputs of it from a multiple of that on, or what is left.
  difference_plan = 2,  // one source, no outputs
  difference = 3,       // no sources, one output
  lzma_prefix = 4,      // one LZMA2 stream after the sources, in order; limits of zstd_prefix
};

// Bytes of one file, named by its ordinal in the index of the old or (`produced`) the new release.
struct DeltaRange {
  std::uint32_t ordinal = 0;
  bool produced = false;  // outputs: always
  bool whole = false;     // then offset is 0, and length is 0 until resolve_delta_ranges()
  std::uint64_t offset = 0;
  std::uint64_t length = 0;

  bool operator==(const DeltaRange&) const = default;
};

struct DeltaFrame {
  DeltaCoding coding = DeltaCoding::stored;
  std::uint64_t compressed_length = 0;
  std::vector<DeltaRange> sources;
  std::vector<DeltaRange> outputs;

  bool operator==(const DeltaFrame&) const = default;
};

struct DeltaPiece {
  std::uint32_t length = 0;
  Sha256Digest sha256;

  bool operator==(const DeltaPiece&) const = default;
};

struct DeltaHeader {
  Sha256Digest from_list_sha256;
  Sha256Digest to_list_sha256;
  std::vector<std::uint32_t> index_segments;  // lengths
  std::vector<DeltaFrame> frames;
  std::vector<DeltaPiece> pieces;

  bool operator==(const DeltaHeader&) const = default;
};

// std::logic_error where the header is one that parse_delta_header() would refuse.
std::string encode_delta_header(const DeltaHeader& header);

// Everything that can be checked without the two indexes; TrustError("trust-format").
DeltaHeader parse_delta_header(std::string_view bytes);

// A file that the delta makes, as its index change lists it.
struct ProducedFile {
  std::uint32_t ordinal = 0;
  std::uint64_t size = 0;

  bool operator==(const ProducedFile&) const = default;
};

// Gives whole ranges their length and checks all of them, so that applying the frames in order can
// neither read nor write out of bounds: sources lie in old files, or in what earlier frames made;
// the outputs of a file come front to back, without gap or overlap, and make all of it; the limits
// of each coding hold. `old_size` gives nothing where the ordinal is not a file's; `produced` is
// sorted by ordinal. TrustError("trust-format").
void resolve_delta_ranges(
    DeltaHeader& header, const std::function<std::optional<std::uint64_t>(std::uint32_t)>& old_size,
    const std::vector<ProducedFile>& produced);

}  // namespace switchback
