// Headers of deltas: what is written is read back, and every lie about ranges is refused.
#include "manifest-schema/delta_header.hpp"

#include <catch2/catch.hpp>
#include <functional>

#include "base/errors.hpp"
#include "manifest-schema/packed.hpp"
#include "manifest-schema/tree_entry.hpp"
#include "manifest-schema/varint.hpp"

using namespace switchback;

namespace {

template <typename Call>
std::string code_of(Call call) {
  try {
    call();
    return "";
  } catch (const TrustError& error) {
    return error.code();
  }
}

DeltaRange old_file(std::uint32_t ordinal) {
  return {ordinal, false, true, 0, 0};
}
DeltaRange old_part(std::uint32_t ordinal, std::uint64_t offset, std::uint64_t length) {
  return {ordinal, false, false, offset, length};
}
DeltaRange made_file(std::uint32_t ordinal) {
  return {ordinal, true, true, 0, 0};
}
DeltaRange made_part(std::uint32_t ordinal, std::uint64_t offset, std::uint64_t length) {
  return {ordinal, true, false, offset, length};
}

// Old files 1 (1,000 bytes), 2 (50 MiB) and 4 (empty); made files 3 (100 bytes), 5 (30 MiB) and 9
// (empty).
constexpr std::uint64_t kMiB = 1024 * 1024;
std::optional<std::uint64_t> old_size(std::uint32_t ordinal) {
  if (ordinal == 1) return 1000;
  if (ordinal == 2) return 50 * kMiB;
  if (ordinal == 4) return 0;
  return std::nullopt;
}
const std::vector<ProducedFile> kMade{{3, 100}, {5, 30 * kMiB}, {9, 0}};

DeltaFrame prefix_frame(std::vector<DeltaRange> sources, std::vector<DeltaRange> outputs) {
  return {DeltaCoding::zstd_prefix, 10, std::move(sources), std::move(outputs)};
}

DeltaHeader header_of(std::vector<DeltaFrame> frames) {
  DeltaHeader header;
  header.from_list_sha256 = Sha256::of("old");
  header.to_list_sha256 = Sha256::of("new");
  header.index_segments = {7};
  std::uint64_t length = 7;
  for (const DeltaFrame& frame : frames) length += frame.compressed_length;
  header.frames = std::move(frames);
  for (; length > 0; length -= header.pieces.back().length)
    header.pieces.push_back(
        {static_cast<std::uint32_t>(std::min<std::uint64_t>(length, kMaxDeltaPiece)),
         Sha256::of("piece")});
  return header;
}

// Makes file 5 in two frames, and 3 in one.
std::vector<DeltaFrame> good_frames() {
  return {prefix_frame({old_file(1)}, {made_file(3), made_part(5, 0, 15 * kMiB)}),
          prefix_frame({old_part(2, 5 * kMiB, 8 * kMiB), made_file(3), made_part(5, kMiB, kMiB)},
                       {made_part(5, 15 * kMiB, 15 * kMiB)})};
}

// Makes file 5 as a difference from file 2, and 3.
std::vector<DeltaFrame> difference_frames() {
  return {prefix_frame({}, {made_file(3)}),
          {DeltaCoding::difference_plan, 10, {old_file(2)}, {}},
          {DeltaCoding::difference, 10, {}, {made_part(5, 0, 16 * kMiB)}},
          {DeltaCoding::difference, 10, {}, {made_part(5, 16 * kMiB, 14 * kMiB)}}};
}

std::string ranges_of(std::vector<DeltaFrame> frames) {
  DeltaHeader header = header_of(std::move(frames));
  return code_of([&] { resolve_delta_ranges(header, old_size, kMade); });
}

// good_frames() with one range changed.
std::string with_source(const DeltaRange& source) {
  auto frames = good_frames();
  frames[0].sources = {source};
  return ranges_of(frames);
}

std::string parsed(const std::string& body) {
  return code_of([&] { parse_delta_header(std::string(kDeltaMagic) + pack(body)); });
}

std::string encoded_refusal(const DeltaHeader& header) {
  return code_of([&] { parse_delta_header(encode_delta_header(header)); });
}

}  // namespace

TEST_CASE("a header is read back as it was written") {
  const DeltaHeader header = header_of(good_frames());
  CHECK(parse_delta_header(encode_delta_header(header)) == header);
  CHECK(parse_delta_header(encode_delta_header({})) == DeltaHeader{});
  const DeltaHeader difference = header_of(difference_frames());
  CHECK(parse_delta_header(encode_delta_header(difference)) == difference);
  DeltaHeader resolved = header;
  resolve_delta_ranges(resolved, old_size, kMade);
  CHECK(resolved.frames[0].sources[0].length == 1000);
  CHECK(resolved.frames[0].outputs[0].length == 100);
}

TEST_CASE("sources out of bounds are refused") {
  CHECK(with_source(old_part(1, 0, 1000)).empty());
  CHECK(with_source(old_part(1, 1, 1000)) == "trust-format");
  CHECK(with_source(old_part(1, 1000, 1)) == "trust-format");
  CHECK(with_source(old_part(1, kMaxFileSize, 1)) == "trust-format");
}

TEST_CASE("sources that are no file, or empty, are refused") {
  CHECK(with_source(old_file(0)) == "trust-format");
  CHECK(with_source(old_file(7'000'000)) == "trust-format");
  CHECK(with_source(old_file(4)) == "trust-format");
  CHECK(with_source(made_file(1)) == "trust-format");
}

TEST_CASE("sources that only this or a later frame makes are refused") {
  CHECK(with_source(made_file(3)) == "trust-format");
  CHECK(with_source(made_part(5, 0, 1)) == "trust-format");
  auto frames = good_frames();
  frames[1].sources.push_back(made_part(5, 14 * kMiB, kMiB));
  CHECK(ranges_of(frames).empty());
  frames[1].sources.back().length += 1;
  CHECK(ranges_of(frames) == "trust-format");
}

TEST_CASE("an output written twice, with a gap or overlap, or out of bounds is refused") {
  CHECK(ranges_of(good_frames()).empty());
  auto twice = good_frames();
  twice[1].outputs.push_back(made_file(3));
  CHECK(ranges_of(twice) == "trust-format");
  for (const std::uint64_t offset : {15 * kMiB - 1, 15 * kMiB + 1}) {
    auto frames = good_frames();
    frames[1].outputs[0] = made_part(5, offset, 30 * kMiB - offset);
    CHECK(ranges_of(frames) == "trust-format");
  }
  auto both = good_frames();  // the lengths add up, and yet a byte is missing and one is twice
  both[1].outputs = {made_part(5, 15 * kMiB + 1, 15 * kMiB - 1), made_part(5, 30 * kMiB - 1, 1)};
  CHECK(ranges_of(both) == "trust-format");
  auto beyond = good_frames();
  beyond[1].outputs[0].length += 1;
  CHECK(ranges_of(beyond) == "trust-format");
}

TEST_CASE("an output that is not made to its end, or not to be made, is refused") {
  auto part = good_frames();
  part[1].outputs[0].length -= 1;
  CHECK(ranges_of(part) == "trust-format");
  CHECK(ranges_of({good_frames()[0]}) == "trust-format");
  auto foreign = good_frames();
  foreign[1].outputs.push_back(made_file(4));
  CHECK(ranges_of(foreign) == "trust-format");
  auto empty = good_frames();
  empty[1].outputs.push_back(made_file(9));
  CHECK(ranges_of(empty) == "trust-format");
}

TEST_CASE("frames beyond the limits of their coding are refused") {
  const auto coding = GENERATE(DeltaCoding::zstd_prefix, DeltaCoding::lzma_prefix);
  auto sources = good_frames();
  sources[0].coding = coding;
  sources[0].sources = {old_part(2, 0, kMaxFrameSources)};
  CHECK(ranges_of(sources).empty());
  sources[0].sources.push_back(old_part(1, 0, 1));
  CHECK(ranges_of(sources) == "trust-format");
  CHECK(ranges_of({prefix_frame({}, {made_file(3)}), prefix_frame({}, {made_file(5)})}) ==
        "trust-format");
  auto compressed = good_frames();
  compressed[0].coding = coding;
  compressed[0].compressed_length = kMaxPrefixCompressed + 1;
  CHECK(ranges_of(compressed) == "trust-format");
}

TEST_CASE("a plan has one whole old file and makes nothing, or is refused") {
  CHECK(ranges_of(difference_frames()).empty());
  const auto with_plan = [](std::vector<DeltaRange> sources) {
    auto frames = difference_frames();
    frames[1].sources = std::move(sources);
    return ranges_of(frames);
  };
  CHECK(with_plan({old_file(1)}).empty());  // a difference is no worse for an odd old version
  CHECK(with_plan({}) == "trust-format");
  CHECK(with_plan({old_file(1), old_file(2)}) == "trust-format");
  CHECK(with_plan({old_part(2, 0, 50 * kMiB)}) == "trust-format");
  CHECK(with_plan({made_file(3)}) == "trust-format");
  CHECK(with_plan({old_file(4)}) == "trust-format");
  auto frames = difference_frames();
  frames[1].compressed_length = kMaxPlanCompressed;
  CHECK(ranges_of(frames).empty());
  ++frames[1].compressed_length;
  CHECK(ranges_of(frames) == "trust-format");
  DeltaHeader header = header_of(difference_frames());
  CHECK(encoded_refusal(header).empty());
  header.frames[1].outputs = {made_file(3)};
  CHECK(encoded_refusal(header) == "trust-format");
}

TEST_CASE("a difference is one part that its plan counts, or is refused") {
  const auto outcome = [](const std::function<void(std::vector<DeltaFrame>&)>& change) {
    auto frames = difference_frames();
    change(frames);
    return ranges_of(frames);
  };
  CHECK(outcome([](auto& it) { it[2].sources = {old_file(1)}; }) == "trust-format");
  CHECK(outcome([](auto& it) {
          it.erase(it.begin());
          it[2].outputs.push_back(made_file(3));
        }) == "trust-format");
  for (const std::uint64_t first : {15 * kMiB, 16 * kMiB - 1, 16 * kMiB + 1, 30 * kMiB}) {
    INFO(first);
    CHECK(outcome([&](auto& it) {
            it[2].outputs = {made_part(5, 0, first)};
            it[3].outputs = {made_part(5, first, 30 * kMiB - first)};
          }) == "trust-format");
  }
  CHECK(outcome([](auto& it) { it[2].outputs = {made_file(5)}, it.pop_back(); }) == "trust-format");
  CHECK(outcome([](auto& it) { it[3].compressed_length = kMaxDifferenceCompressed; }).empty());
  CHECK(outcome([](auto& it) { it[3].compressed_length = kMaxDifferenceCompressed + 1; }) ==
        "trust-format");
}

TEST_CASE("a difference follows its plan and no other file's") {
  const auto frames = difference_frames();
  const DeltaFrame &small = frames[0], &plan = frames[1], &first = frames[2], &second = frames[3];
  CHECK(ranges_of({plan, first, small, second}).empty());  // others may stand between
  CHECK(ranges_of({plan, first, plan, second, small}).empty());
  DeltaFrame of_small{DeltaCoding::difference, 10, {}, {made_file(3)}};
  CHECK(ranges_of({plan, of_small, plan, first, second}).empty());
  CHECK(ranges_of({plan, of_small, first, second}) == "trust-format");
  CHECK(ranges_of({first, second, small}) == "trust-format");
  CHECK(ranges_of({first, plan, second, small}) == "trust-format");
  CHECK(ranges_of({plan, small, first, second}) == "trust-format");
  CHECK(ranges_of({plan, plan, first, second, small}) == "trust-format");
  CHECK(ranges_of({small, plan, first, second, plan}) == "trust-format");
}

TEST_CASE("stored frames have no sources and the length of their outputs") {
  const std::vector<ProducedFile> made{{3, 100}};
  const auto outcome = [&](std::uint64_t length, std::vector<DeltaRange> sources) {
    DeltaHeader header =
        header_of({{DeltaCoding::stored, length, std::move(sources), {made_file(3)}}});
    return code_of([&] { resolve_delta_ranges(header, old_size, made); });
  };
  CHECK(outcome(100, {}).empty());
  CHECK(outcome(99, {}) == "trust-format");
  CHECK(outcome(100, {old_file(1)}) == "trust-format");
  const std::vector<ProducedFile> large{{3, kMaxStoredOutputs + 1}};
  DeltaHeader header =
      header_of({{DeltaCoding::stored, kMaxStoredOutputs + 1, {}, {made_file(3)}}});
  CHECK(code_of([&] { resolve_delta_ranges(header, old_size, large); }) == "trust-format");
}

TEST_CASE("more files begun than a host keeps open are refused") {
  std::vector<ProducedFile> made;
  DeltaFrame first = prefix_frame({}, {});
  DeltaFrame second = prefix_frame({}, {});
  for (std::uint32_t i = 0; i <= kMaxUnfinishedFiles; ++i) {
    made.push_back({i, 2});
    first.outputs.push_back(made_part(i, 0, 1));
    second.outputs.push_back(made_part(i, 1, 1));
  }
  DeltaHeader header = header_of({first, second});
  CHECK(code_of([&] { resolve_delta_ranges(header, old_size, made); }) == "trust-format");
  made.pop_back();
  header.frames[0].outputs.pop_back();
  header.frames[1].outputs.pop_back();
  CHECK(code_of([&] { resolve_delta_ranges(header, old_size, made); }).empty());
}

TEST_CASE("a header whose parts do not add up is refused") {
  DeltaHeader header = header_of(good_frames());
  header.pieces[0].length += 1;
  CHECK(encoded_refusal(header) == "trust-format");
  header = header_of(good_frames());
  header.frames[0].outputs.clear();
  CHECK(encoded_refusal(header) == "trust-format");
  header = header_of(good_frames());
  header.frames[0].outputs[0].produced = false;
  CHECK(encoded_refusal(header) == "trust-format");
  header = header_of({});
  header.index_segments = {0, 7};
  CHECK(encoded_refusal(header) == "trust-format");
  header = header_of({});
  header.index_segments = {kMaxDeltaPiece + 1};
  header.pieces = {{kMaxDeltaPiece, {}}, {1, {}}};
  CHECK(encoded_refusal(header) == "trust-format");
  header = header_of({});
  header.pieces.push_back({0, {}});
  CHECK(encoded_refusal(header) == "trust-format");
  header = header_of(good_frames());
  header.frames[0].coding = static_cast<DeltaCoding>(5);
  CHECK(encoded_refusal(header) == "trust-format");
}

TEST_CASE("numbers that overflow and bytes that remain are refused") {
  const std::string names(64, 'h');
  const auto number = [](std::uint64_t value) {
    std::string out;
    append_varint(out, value);
    return out;
  };
  const std::string none = number(0);
  CHECK(parsed(names + none + none + none).empty());
  CHECK(parsed(names + none + none + none + "x") == "trust-format");
  CHECK(parsed(names + none + none) == "trust-format");
  CHECK(parsed(names.substr(1)) == "trust-format");
  CHECK(parsed(names + number(~std::uint64_t{0})) == "trust-format");
  CHECK(parsed(names + none + number(kMaxDeltaFrames + 1)) == "trust-format");
  const auto frame = [&](const std::string& ranges) {
    return parsed(names + none + number(1) + '\1' + number(5) + none + ranges + number(1) +
                  number(5) + std::string(32, 'h'));
  };
  const auto range = [&](std::uint64_t code, std::uint64_t offset, std::uint64_t length) {
    return number(1) + number(code) + number(offset) + number(length);
  };
  CHECK(frame(range(2, 0, 5)).empty());
  CHECK(frame(range(2, 0, 0)) == "trust-format");             // empty
  CHECK(frame(range(2, kMaxFileSize, 1)) == "trust-format");  // the end overflows
  CHECK(frame(range(2, 0, kMaxFileSize + 1)) == "trust-format");
  CHECK(frame(range(2 + 4, 0, 5)) == "trust-format");  // ordinal -1
  CHECK(frame(range(2 + (std::uint64_t{1} << 36), 0, 5)) == "trust-format");
  CHECK(frame(number(kMaxDeltaRanges + 1)) == "trust-format");
}

TEST_CASE("a header that is no delta, too long, or a bomb is refused") {
  const std::string good = encode_delta_header(header_of(good_frames()));
  CHECK(code_of([&] { parse_delta_header("XBDELTA1" + good.substr(8)); }) == "trust-format");
  CHECK(code_of([&] { parse_delta_header(""); }) == "trust-format");
  CHECK(code_of([&] { parse_delta_header(std::string(kMaxDeltaHeader + 1, 'x')); }) ==
        "trust-format");
  CHECK(parsed(std::string(kMaxDeltaBody + 1, '\0')) == "trust-format");
}

TEST_CASE("packed bytes give exactly the declared length") {
  const std::string text(1000, 't');
  const std::string packed = pack(text);
  const auto outcome = [](const std::string& bytes, std::size_t limit) {
    return code_of([&] { unpack(bytes, limit, "test"); });
  };
  CHECK(packed.size() < 50);
  CHECK(unpack(packed, 1000, "test") == text);
  CHECK(unpack(pack("short"), 5, "test") == "short");
  CHECK(unpack(pack(""), 0, "test").empty());
  CHECK(outcome(packed, 999) == "trust-format");
  CHECK(outcome(pack("short"), 4) == "trust-format");
  CHECK(outcome("", 10) == "trust-format");
  CHECK(outcome("\2x", 10) == "trust-format");
  CHECK(outcome(packed + "x", 1000) == "trust-format");
  CHECK(outcome(packed.substr(0, packed.size() - 1), 1000) == "trust-format");
  std::string longer = packed;
  ++longer[1];  // declares another length
  CHECK(outcome(longer, 5000) == "trust-format");
}
