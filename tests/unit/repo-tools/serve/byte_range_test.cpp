#include "repo-tools/serve/byte_range.hpp"

#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <string>

using switchback::ByteSpan;
using switchback::kMostRanges;
using switchback::parse_ranges;
using Kind = switchback::RequestedRanges::Kind;
using Spans = std::vector<ByteSpan>;

TEST_CASE("single ranges of a file of 100 bytes") {
  struct Row {
    const char* header;
    Kind kind;
    std::uint64_t offset;
    std::uint64_t length;
  };
  const auto row = GENERATE(values<Row>({
      {"", Kind::whole, 0, 0},
      {"bytes=0-0", Kind::parts, 0, 1},
      {"bytes=0-99", Kind::parts, 0, 100},
      {"bytes=10-19", Kind::parts, 10, 10},
      {"bytes=10-", Kind::parts, 10, 90},
      {"bytes=99-", Kind::parts, 99, 1},
      {"bytes=90-1000", Kind::parts, 90, 10},
      {"bytes=90-99999999999999999999999", Kind::parts, 90, 10},
      {"bytes=-1", Kind::parts, 99, 1},
      {"bytes=-100", Kind::parts, 0, 100},
      {"bytes=-1000", Kind::parts, 0, 100},
      {"bytes=-0", Kind::unsatisfiable, 0, 0},
      {"bytes=100-", Kind::unsatisfiable, 0, 0},
      {"bytes=100-200", Kind::unsatisfiable, 0, 0},
      {"bytes=99999999999999999999999-", Kind::unsatisfiable, 0, 0},
      {"bytes=20-10", Kind::whole, 0, 0},
      {"bytes=a-b", Kind::whole, 0, 0},
      {"bytes=1", Kind::whole, 0, 0},
      {"bytes=-", Kind::whole, 0, 0},
      {"bytes=+1-2", Kind::whole, 0, 0},
      {"bytes=1--2", Kind::whole, 0, 0},
      {"lines=1-2", Kind::whole, 0, 0},
      {"bytes = 1-2", Kind::whole, 0, 0},
  }));
  CAPTURE(row.header);
  const auto ranges = parse_ranges(row.header, 100);
  CHECK(ranges.kind == row.kind);
  CHECK(ranges.parts == (row.kind == Kind::parts ? Spans{{row.offset, row.length}} : Spans{}));
}

TEST_CASE("several ranges of a file of 100 bytes, in their order") {
  struct Row {
    const char* header;
    Spans parts;  // none: the whole file
  };
  const auto row = GENERATE(values<Row>({
      {"bytes=0-1,5-6", {{0, 2}, {5, 2}}},
      {"bytes=50-59, 10-19\t,\t0-0", {{50, 10}, {10, 10}, {0, 1}}},
      {"bytes=-5,1-2", {{95, 5}, {1, 2}}},
      {"bytes=0-1,,5-6,", {{0, 2}, {5, 2}}},
      {"bytes=0-1,2-3", {{0, 2}, {2, 2}}},
      {"bytes=0-1,100-200", {{0, 2}}},
      {"bytes=0-1,-0,200-", {{0, 2}}},
      {"bytes=0-1,x", {}},
      {"bytes=0-1,5-4", {}},
      {"bytes=0-1,5 -6", {}},
      {"bytes=,", {}},
      {"bytes=0-", {{0, 100}}},
  }));
  CAPTURE(row.header);
  const auto ranges = parse_ranges(row.header, 100);
  CHECK(ranges.kind == (row.parts.empty() ? Kind::whole : Kind::parts));
  CHECK(ranges.parts == row.parts);
  CHECK(parse_ranges("bytes=100-,200-", 100).kind == Kind::unsatisfiable);
}

TEST_CASE("ranges that overlap are answered with the whole file") {
  for (const char* header : {"bytes=0-,0-,0-,0-,0-", "bytes=0-9,9-10", "bytes=50-,0-9,-1",
                             "bytes=5-5,0-9", "bytes=0-0,0-0"})
    CHECK(parse_ranges(header, 100).kind == Kind::whole);
}

TEST_CASE("more ranges than allowed are answered with the whole file, beyond its end or not") {
  const std::uint64_t size = GENERATE(1'000'000U, 10U);
  std::string header = "bytes=0-0";
  for (std::size_t i = 1; i < kMostRanges; ++i)
    header += fmt::format(",{}-{}", 100 * i, 100 * i + 9);
  CHECK(parse_ranges(header, size).parts.size() == (size == 10 ? 1 : kMostRanges));
  CHECK(parse_ranges(header + ",500000-500009", size).kind == Kind::whole);
}

TEST_CASE("an empty file has no range") {
  for (const char* header : {"bytes=0-", "bytes=0-0", "bytes=-1"})
    CHECK(parse_ranges(header, 0).kind == Kind::unsatisfiable);
  CHECK(parse_ranges("", 0).kind == Kind::whole);
}
