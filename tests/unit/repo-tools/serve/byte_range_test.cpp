#include "repo-tools/serve/byte_range.hpp"

#include <catch2/catch.hpp>

using switchback::ByteRange;
using switchback::parse_range;
using Kind = ByteRange::Kind;

TEST_CASE("single ranges of a file of 100 bytes") {
  struct Row {
    const char* header;
    Kind kind;
    std::uint64_t offset;
    std::uint64_t length;
  };
  const auto row = GENERATE(values<Row>({
      {"", Kind::whole, 0, 100},
      {"bytes=0-0", Kind::part, 0, 1},
      {"bytes=0-99", Kind::part, 0, 100},
      {"bytes=10-19", Kind::part, 10, 10},
      {"bytes=10-", Kind::part, 10, 90},
      {"bytes=99-", Kind::part, 99, 1},
      {"bytes=90-1000", Kind::part, 90, 10},
      {"bytes=90-99999999999999999999999", Kind::part, 90, 10},
      {"bytes=-1", Kind::part, 99, 1},
      {"bytes=-100", Kind::part, 0, 100},
      {"bytes=-1000", Kind::part, 0, 100},
      {"bytes=-0", Kind::unsatisfiable, 0, 0},
      {"bytes=100-", Kind::unsatisfiable, 0, 0},
      {"bytes=100-200", Kind::unsatisfiable, 0, 0},
      {"bytes=99999999999999999999999-", Kind::unsatisfiable, 0, 0},
      {"bytes=0-1,5-6", Kind::whole, 0, 100},
      {"bytes=-5,1-2", Kind::whole, 0, 100},
      {"bytes=20-10", Kind::whole, 0, 100},
      {"bytes=a-b", Kind::whole, 0, 100},
      {"bytes=1", Kind::whole, 0, 100},
      {"bytes=-", Kind::whole, 0, 100},
      {"bytes=+1-2", Kind::whole, 0, 100},
      {"bytes=1--2", Kind::whole, 0, 100},
      {"lines=1-2", Kind::whole, 0, 100},
      {"bytes = 1-2", Kind::whole, 0, 100},
  }));
  CAPTURE(row.header);
  const ByteRange range = parse_range(row.header, 100);
  CHECK(range.kind == row.kind);
  CHECK(range.offset == row.offset);
  CHECK(range.length == row.length);
}

TEST_CASE("an empty file has no range") {
  for (const char* header : {"bytes=0-", "bytes=0-0", "bytes=-1"})
    CHECK(parse_range(header, 0).kind == Kind::unsatisfiable);
  CHECK(parse_range("", 0).kind == Kind::whole);
}
