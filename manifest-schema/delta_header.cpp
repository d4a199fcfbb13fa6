#include "manifest-schema/delta_header.hpp"

#include <limits>
#include <numeric>
#include <stdexcept>

#include "manifest-schema/packed.hpp"
#include "manifest-schema/tree_entry.hpp"
#include "manifest-schema/varint.hpp"

namespace switchback {
namespace {

constexpr std::uint32_t kMaxOrdinal = std::numeric_limits<std::uint32_t>::max() - 1;
constexpr std::uint32_t kMaxIndexSegments = 64 * 1024;
constexpr std::uint32_t kMaxPieces = 64 * 1024;
constexpr std::uint64_t kMaxRangeCode = (std::uint64_t{kMaxOrdinal} * 2 + 2) * 4;

// Where the next range of either index is expected: after the one before it.
struct Expected {
  std::uint64_t old_ordinal = 0;
  std::uint64_t new_ordinal = 0;

  std::uint64_t& of(bool produced) { return produced ? new_ordinal : old_ordinal; }
};

void append_range(std::string& out, const DeltaRange& range, Expected& expected) {
  std::uint64_t& near = expected.of(range.produced);
  append_varint(out, near_code(near, range.ordinal) * 4 + (range.whole ? 1U : 0U) +
                         (range.produced ? 2U : 0U));
  near = std::uint64_t{range.ordinal} + 1;
  if (range.whole) return;
  append_varint(out, range.offset);
  append_varint(out, range.length);
}

void append_ranges(std::string& out, const std::vector<DeltaRange>& ranges, Expected& expected) {
  append_varint(out, ranges.size());
  for (const DeltaRange& range : ranges) append_range(out, range, expected);
}

DeltaRange parse_range(ByteReader& reader, Expected& expected) {
  const std::uint64_t code = reader.varint(kMaxRangeCode);
  DeltaRange range;
  range.whole = (code & 1U) != 0;
  range.produced = (code & 2U) != 0;
  std::uint64_t& near = expected.of(range.produced);
  range.ordinal = static_cast<std::uint32_t>(reader.near(near, code / 4, kMaxOrdinal));
  near = std::uint64_t{range.ordinal} + 1;
  if (range.whole) return range;
  range.offset = reader.varint(kMaxFileSize);
  range.length = reader.varint(kMaxFileSize - range.offset);
  if (range.length == 0) reader.fail("an empty range");
  return range;
}

class HeaderParser {
 public:
  explicit HeaderParser(std::string_view body) : reader_(body, "header of the delta") {}

  DeltaHeader parse() {
    DeltaHeader header;
    header.from_list_sha256 = Sha256Digest::from_bytes(reader_.take(32));
    header.to_list_sha256 = Sha256Digest::from_bytes(reader_.take(32));
    for (auto count = reader_.varint(kMaxIndexSegments); count > 0; --count)
      header.index_segments.push_back(part_length<std::uint32_t>(kMaxDeltaPiece));
    for (auto count = reader_.varint(kMaxDeltaFrames); count > 0; --count)
      header.frames.push_back(parse_frame());
    for (auto count = reader_.varint(kMaxPieces); count > 0; --count) {
      DeltaPiece piece;
      piece.length = static_cast<std::uint32_t>(length(kMaxDeltaPiece));
      piece.sha256 = Sha256Digest::from_bytes(reader_.take(32));
      pieces_length_ += piece.length;
      header.pieces.push_back(piece);
    }
    if (!reader_.empty()) reader_.fail("data after its end");
    if (pieces_length_ != payload_length_) reader_.fail("the pieces do not make the payload");
    return header;
  }

 private:
  std::uint64_t length(std::uint64_t limit) {
    const std::uint64_t value = reader_.varint(limit);
    if (value == 0) reader_.fail("an empty part of the payload");
    return value;
  }

  template <typename T>
  T part_length(std::uint64_t limit) {
    const std::uint64_t value = length(limit);
    payload_length_ += value;
    return static_cast<T>(value);
  }

  DeltaFrame parse_frame() {
    DeltaFrame frame;
    const std::uint8_t coding = reader_.byte();
    if (coding > static_cast<std::uint8_t>(DeltaCoding::lzma_prefix))
      reader_.fail("a frame of unknown coding");
    frame.coding = static_cast<DeltaCoding>(coding);
    // 64 Ki frames of at most 2^40 bytes: the sum cannot overflow.
    frame.compressed_length = part_length<std::uint64_t>(std::uint64_t{1} << 40);
    frame.sources = parse_ranges();
    frame.outputs = parse_ranges();
    if (frame.outputs.empty() != (frame.coding == DeltaCoding::difference_plan))
      reader_.fail("a frame without outputs, or a plan that has some");
    for (const DeltaRange& output : frame.outputs)
      if (!output.produced) reader_.fail("an output that is an old file");
    return frame;
  }

  std::vector<DeltaRange> parse_ranges() {
    std::vector<DeltaRange> ranges;
    for (auto count = reader_.varint(kMaxDeltaRanges); count > 0; --count) {
      if (++range_count_ > kMaxDeltaRanges) reader_.fail("too many ranges");
      ranges.push_back(parse_range(reader_, expected_));
    }
    return ranges;
  }

  ByteReader reader_;
  Expected expected_;
  std::uint64_t payload_length_ = 0;
  std::uint64_t pieces_length_ = 0;
  std::uint32_t range_count_ = 0;
};

}  // namespace

std::string encode_delta_header(const DeltaHeader& header) {
  std::string body(header.from_list_sha256.view());
  body += header.to_list_sha256.view();
  append_varint(body, header.index_segments.size());
  for (const std::uint32_t length : header.index_segments) append_varint(body, length);
  append_varint(body, header.frames.size());
  Expected expected;
  for (const DeltaFrame& frame : header.frames) {
    body.push_back(static_cast<char>(frame.coding));
    append_varint(body, frame.compressed_length);
    append_ranges(body, frame.sources, expected);
    append_ranges(body, frame.outputs, expected);
  }
  append_varint(body, header.pieces.size());
  for (const DeltaPiece& piece : header.pieces) {
    append_varint(body, piece.length);
    body += piece.sha256.view();
  }
  std::size_t ranges = 0;
  for (const DeltaFrame& frame : header.frames)
    ranges += frame.sources.size() + frame.outputs.size();
  if (header.frames.size() > kMaxDeltaFrames || ranges > kMaxDeltaRanges)
    throw std::logic_error("the header of a delta lists too much");
  const std::string bytes = std::string(kDeltaMagic) + pack(body);
  if (body.size() > kMaxDeltaBody || bytes.size() > kMaxDeltaHeader)
    throw std::logic_error("the header of a delta is too long");
  return bytes;
}

DeltaHeader parse_delta_header(std::string_view bytes) {
  const char* const what = "header of the delta";
  ByteReader reader(bytes, what);
  if (bytes.size() > kMaxDeltaHeader) reader.fail("longer than it may be");
  if (reader.take(kDeltaMagic.size()) != kDeltaMagic) reader.fail("not a delta");
  const std::string body = unpack(reader.rest(), kMaxDeltaBody, what);
  return HeaderParser(body).parse();
}

}  // namespace switchback
