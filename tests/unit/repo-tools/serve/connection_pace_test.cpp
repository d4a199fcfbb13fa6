#include "repo-tools/serve/connection_pace.hpp"

#include <catch2/catch.hpp>

using namespace std::chrono_literals;
using namespace switchback;

namespace {

const ConnectionPace::Time kStart{1000s};
const PaceLimits kLimits{60s, 60s, 60 * 1024};

// A client that has taken so much.
ConnectionPace::BytesTaken taken(std::uint64_t bytes) {
  return [bytes] { return bytes; };
}

}  // namespace

TEST_CASE("a request is late at its deadline after accept") {
  ConnectionPace pace(kStart);
  CHECK(pace.judge(kStart + 59'999ms, kLimits, taken(0)) == Pace::kept);
  CHECK(pace.judge(kStart + 60s, kLimits, taken(0)) == Pace::request_late);
}

TEST_CASE("the next request's deadline begins at the end of the answer") {
  ConnectionPace pace(kStart);
  pace.answer_begins();
  pace.answer_ended(kStart + 50s);
  CHECK(pace.judge(kStart + 109s, kLimits, taken(0)) == Pace::kept);
  CHECK(pace.judge(kStart + 110s, kLimits, taken(0)) == Pace::request_late);
}

TEST_CASE("a reader is judged window by window") {
  ConnectionPace pace(kStart);
  pace.answer_begins();
  CHECK(pace.judge(kStart + 3s, kLimits, taken(100)) == Pace::kept);  // the first window begins
  CHECK(pace.judge(kStart + 62s, kLimits, taken(100)) == Pace::kept);
  SECTION("too little in the first one") {
    CHECK(pace.judge(kStart + 63s, kLimits, taken(100 + 60 * 1024 - 1)) == Pace::reader_slow);
  }
  SECTION("a burst does not pay for a later window") {
    CHECK(pace.judge(kStart + 63s, kLimits, taken(10'000'000)) == Pace::kept);
    CHECK(pace.judge(kStart + 122s, kLimits, taken(10'000'001)) == Pace::kept);
    CHECK(pace.judge(kStart + 123s, kLimits, taken(10'000'001)) == Pace::reader_slow);
  }
  SECTION("1 KiB/s is enough for ever") {
    for (std::uint64_t window = 1; window < 100; ++window)
      CHECK(pace.judge(kStart + 3s + window * 60s, kLimits, taken(100 + window * 60 * 1024)) ==
            Pace::kept);
  }
}

TEST_CASE("a short answer at the end of a long one begins a window of its own") {
  ConnectionPace pace(kStart);
  pace.answer_begins();
  CHECK(pace.judge(kStart + 1s, kLimits, taken(0)) == Pace::kept);
  pace.answer_ended(kStart + 59s);
  pace.answer_begins();
  CHECK(pace.judge(kStart + 61s, kLimits, taken(10)) == Pace::kept);
  CHECK(pace.judge(kStart + 120s, kLimits, taken(10)) == Pace::kept);
  CHECK(pace.judge(kStart + 121s, kLimits, taken(10)) == Pace::reader_slow);
}

TEST_CASE("the bytes taken are asked for once in a window, and not for requests") {
  int asked = 0;
  const auto count = [&asked]() -> std::optional<std::uint64_t> {
    return static_cast<std::uint64_t>(++asked) * 1'000'000;
  };
  ConnectionPace pace(kStart);
  pace.judge(kStart + 1s, kLimits, count);
  CHECK(asked == 0);
  pace.answer_begins();
  for (int second = 1; second <= 60; ++second)
    pace.judge(kStart + std::chrono::seconds(second), kLimits, count);
  CHECK(asked == 1);
  pace.judge(kStart + 61s, kLimits, count);
  CHECK(asked == 2);
}

TEST_CASE("a reader whose progress is unknown is kept") {
  ConnectionPace pace(kStart);
  const auto unknown = []() -> std::optional<std::uint64_t> { return std::nullopt; };
  pace.answer_begins();
  CHECK(pace.judge(kStart + 1s, kLimits, unknown) == Pace::kept);
  CHECK(pace.judge(kStart + 1000s, kLimits, unknown) == Pace::kept);
}
