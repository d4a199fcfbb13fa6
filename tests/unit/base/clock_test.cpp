#include "base/clock.hpp"

#include <catch2/catch.hpp>

using namespace switchback;
using namespace std::chrono_literals;

TEST_CASE("a known time has its known text") {
  const Timestamp time{1'700'000'000s};
  CHECK(format_timestamp(time) == "2023-11-14T22:13:20Z");
  CHECK(format_compact(time) == "20231114_221320");
  CHECK(format_timestamp(Timestamp{}) == "1970-01-01T00:00:00Z");
}

TEST_CASE("times round-trip, leap days and ends of years too") {
  for (const auto* text : {"1970-01-01T00:00:00Z", "2000-02-29T23:59:59Z", "2026-12-31T23:59:59Z",
                           "2038-01-19T03:14:08Z", "9999-12-31T23:59:59Z", "1969-12-31T23:59:59Z"})
    CHECK(format_timestamp(*parse_timestamp(text)) == text);
  for (std::int64_t seconds = 0; seconds < 4'000'000'000; seconds += 12'345'677) {
    const Timestamp time{std::chrono::seconds(seconds)};
    CHECK(parse_timestamp(format_timestamp(time)) == time);
  }
}

TEST_CASE("only one form of a time is accepted") {
  for (const auto* text :
       {"", "2026-11-23", "2026-11-23T18:30:00", "2026-11-23 18:30:00Z", "2026-11-23T18:30:00z",
        "2026-11-23T18:30:00+00:00", "2026-11-23T18:30:00.5Z", "2026-13-01T00:00:00Z",
        "2026-00-01T00:00:00Z", "2026-02-29T00:00:00Z", "2026-04-31T00:00:00Z",
        "2026-11-23T24:00:00Z", "2026-11-23T18:60:00Z", "2026-11-23T18:30:60Z",
        "+026-11-23T18:30:00Z", "2026-1 -23T18:30:00Z", " 2026-11-23T18:30:00Z"})
    CHECK_FALSE(parse_timestamp(text));
}

TEST_CASE("now has whole seconds and is later than this line was written") {
  CHECK(now() > *parse_timestamp("2024-01-01T00:00:00Z"));
}
