#include "manifest-schema/shard_range.hpp"

#include <catch2/catch.hpp>

#include "base/errors.hpp"

using namespace switchback;

namespace {

Version version(const char* text) {
  return Version::from_argument(text);
}

ReleaseRecord record(const char* text) {
  ReleaseRecord release;
  release.version = version(text);
  return release;
}

std::vector<ReleaseRecord> sample() {
  std::vector<ReleaseRecord> releases = {record("1r2"), record("0a9"), record("1a3"),
                                         record("0r1")};
  releases[0].min_version = version("0r1");
  releases[1].min_version = version("0a2");
  releases[2].security = true;
  return releases;
}

ShardRanges parse_one(const std::string& range) {
  return parse_shard_ranges(R"({"x-switchback-shards":{"0001":)" + range + "}}");
}

}  // namespace

TEST_CASE("a range says where the releases of a shard begin and end, and what they demand") {
  const ShardRange range = *range_of(sample());
  CHECK(range.lowest == version("0r1"));
  CHECK(range.highest == std::map<ReleaseType, Version>{{ReleaseType::alpha, version("1a3")},
                                                        {ReleaseType::release, version("1r2")}});
  CHECK(highest_of(range) == version("1a3"));
  CHECK(range.min_version == version("0a2"));
  CHECK(range.security);
  CHECK(spans(range, version("0b9")));
  CHECK(spans(range, version("1a3")));
  CHECK_FALSE(spans(range, version("1a3+1")));
  CHECK_FALSE(spans(range, version("0b1")));
  CHECK_FALSE(range_of({}));
}

TEST_CASE("what a range would hide is noticed") {
  const ShardRange range = *range_of(sample());
  for (const auto& release : sample()) CHECK(allows(range, release));
  for (const char* outside : {"1a4", "1r3", "0b1", "1b1"}) {
    CAPTURE(outside);
    CHECK_FALSE(allows(range, record(outside)));
  }
  ReleaseRecord demanding = record("1r1");
  CHECK(allows(range, demanding));
  demanding.min_version = version("0r2");
  CHECK_FALSE(allows(range, demanding));
  ShardRange unsafe = range;
  unsafe.security = false;
  CHECK_FALSE(allows(unsafe, sample()[2]));
  unsafe.min_version.reset();
  CHECK_FALSE(allows(unsafe, sample()[0]));
}

TEST_CASE("ranges are a member beside those of other tools") {
  const ShardRanges ranges{{"0001", *range_of(sample())}, {"0002", *range_of({record("2r1")})}};
  const std::string extra = with_shard_ranges(R"({"x-tool":[1]})", ranges);
  CHECK(extra == R"({"x-switchback-shards":{"0001":{"highest":{"alpha":"1a3","stable":"1r2"},)"
                 R"("lowest":"0r1","min_version":"0a2","security":true},)"
                 R"("0002":{"highest":{"stable":"2r1"},"lowest":"2r1"}},"x-tool":[1]})");
  CHECK(parse_shard_ranges(extra) == ranges);
  CHECK(with_shard_ranges(extra, ranges) == extra);
  CHECK(parse_shard_ranges("").empty());
  CHECK(parse_shard_ranges(R"({"x-tool":[1]})").empty());
}

TEST_CASE("malformed ranges are refused") {
  CHECK_NOTHROW(parse_one(R"({"highest":{"beta":"1b1"},"lowest":"0a1","later":1})"));
  for (const char* range :
       {"1", "{}", R"({"lowest":"0a1"})", R"({"highest":{},"lowest":"0a1"})",
        R"({"highest":{"beta":"1r1"},"lowest":"0a1"})",
        R"({"highest":{"beta":"1b1"},"lowest":"2a1"})",
        R"({"highest":{"beta":"1"},"lowest":"0a1"})", R"({"highest":{"beta":"1b1"},"lowest":"x"})",
        R"({"highest":{"beta":"1b1"},"lowest":"0a1","security":1})",
        R"({"highest":{"beta":"1b1"},"lowest":"0a1","min_version":1})"}) {
    CAPTURE(range);
    CHECK_THROWS_AS(parse_one(range), TrustError);
  }
  CHECK_THROWS_AS(parse_shard_ranges(R"({"x-switchback-shards":[]})"), TrustError);
}
