#include "repo-tools/serve/connection_pace.hpp"

#include <catch2/catch.hpp>

using namespace std::chrono_literals;
using namespace switchback;

namespace {

const ConnectionPace::Time kStart{1000s};
const PaceLimits kLimits{60s, 60s, 60 * 1024};

// Of a client that has not gone.
Pace judge(ConnectionPace& pace, ConnectionPace::Time now,
           const ConnectionPace::BytesTaken& bytes_taken) {
  return pace.judge(now, kLimits, bytes_taken, [] { return false; });
}

// A client that has taken so much.
ConnectionPace::BytesTaken taken(std::uint64_t bytes) {
  return [bytes] { return bytes; };
}

}  // namespace

TEST_CASE("a request is late at its deadline after accept") {
  ConnectionPace pace(kStart);
  CHECK(judge(pace, kStart + 59'999ms, taken(0)) == Pace::kept);
  CHECK(judge(pace, kStart + 60s, taken(0)) == Pace::request_late);
}

TEST_CASE("the next request's deadline begins at the end of the answer") {
  ConnectionPace pace(kStart);
  pace.answer_begins();
  pace.answer_ended(kStart + 50s);
  CHECK(judge(pace, kStart + 109s, taken(0)) == Pace::kept);
  CHECK(judge(pace, kStart + 110s, taken(0)) == Pace::request_late);
}

TEST_CASE("a reader is judged window by window") {
  ConnectionPace pace(kStart);
  pace.answer_begins();
  CHECK(judge(pace, kStart + 3s, taken(100)) == Pace::kept);  // the first window begins
  CHECK(judge(pace, kStart + 62s, taken(100)) == Pace::kept);
  SECTION("too little in the first one") {
    CHECK(judge(pace, kStart + 63s, taken(100 + 60 * 1024 - 1)) == Pace::reader_slow);
  }
  SECTION("a burst does not pay for a later window") {
    CHECK(judge(pace, kStart + 63s, taken(10'000'000)) == Pace::kept);
    CHECK(judge(pace, kStart + 122s, taken(10'000'001)) == Pace::kept);
    CHECK(judge(pace, kStart + 123s, taken(10'000'001)) == Pace::reader_slow);
  }
  SECTION("1 KiB/s is enough for ever") {
    for (std::uint64_t window = 1; window < 100; ++window)
      CHECK(judge(pace, kStart + 3s + window * 60s, taken(100 + window * 60 * 1024)) == Pace::kept);
  }
}

TEST_CASE("a short answer at the end of a long one begins a window of its own") {
  ConnectionPace pace(kStart);
  pace.answer_begins();
  CHECK(judge(pace, kStart + 1s, taken(0)) == Pace::kept);
  pace.answer_ended(kStart + 59s);
  pace.answer_begins();
  CHECK(judge(pace, kStart + 61s, taken(10)) == Pace::kept);
  CHECK(judge(pace, kStart + 120s, taken(10)) == Pace::kept);
  CHECK(judge(pace, kStart + 121s, taken(10)) == Pace::reader_slow);
}

TEST_CASE("the bytes taken are asked for once in a window, and not for requests") {
  int asked = 0;
  const auto count = [&asked]() -> std::optional<std::uint64_t> {
    return static_cast<std::uint64_t>(++asked) * 1'000'000;
  };
  ConnectionPace pace(kStart);
  judge(pace, kStart + 1s, count);
  CHECK(asked == 0);
  pace.answer_begins();
  for (int second = 1; second <= 60; ++second)
    judge(pace, kStart + std::chrono::seconds(second), count);
  CHECK(asked == 1);
  judge(pace, kStart + 61s, count);
  CHECK(asked == 2);
}

TEST_CASE("a reader whose progress is unknown is kept") {
  ConnectionPace pace(kStart);
  const auto unknown = []() -> std::optional<std::uint64_t> { return std::nullopt; };
  pace.answer_begins();
  CHECK(judge(pace, kStart + 1s, unknown) == Pace::kept);
  CHECK(judge(pace, kStart + 1000s, unknown) == Pace::kept);
}

TEST_CASE("a client has gone when two looks have seen its end and nothing came between") {
  ConnectionPace pace(kStart);
  const auto look = [&](std::chrono::seconds later, bool ended) {
    return pace.judge(kStart + later, kLimits, taken(0), [ended] { return ended; });
  };
  CHECK(look(1s, true) == Pace::kept);
  SECTION("nothing came") {
    CHECK(look(2s, true) == Pace::client_gone);
  }
  SECTION("its last bytes were still to be read") {
    CHECK(look(2s, false) == Pace::kept);
    CHECK(look(3s, true) == Pace::kept);
  }
  SECTION("they were a request") {
    pace.answer_begins();
    CHECK(look(2s, true) == Pace::kept);
    CHECK(look(3s, true) == Pace::kept);
    pace.answer_ended(kStart + 4s);
    CHECK(look(5s, true) == Pace::kept);
    CHECK(look(6s, true) == Pace::client_gone);
  }
}
