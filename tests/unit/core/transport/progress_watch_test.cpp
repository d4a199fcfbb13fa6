#include "core/transport/progress_watch.hpp"

#include <catch2/catch.hpp>

using switchback::ProgressWatch;
using Verdict = ProgressWatch::Verdict;
using namespace std::chrono_literals;

TEST_CASE("silence ends a transfer after the stall limit") {
  ProgressWatch watch({10s, 0, 0s});
  CHECK(watch.waited(9s, 0) == Verdict::going);
  CHECK(watch.waited(500ms, 1) == Verdict::going);
  CHECK(watch.waited(9s, 0) == Verdict::going);
  CHECK(watch.waited(1s, 0) == Verdict::silent);
}

TEST_CASE("a rate below the minimum ends a transfer at the end of a window") {
  ProgressWatch watch({10s, 100, 0s});
  for (int second = 0; second < 9; ++second) CHECK(watch.waited(1s, 50) == Verdict::going);
  CHECK(watch.waited(1s, 50) == Verdict::too_slow);
}

TEST_CASE("a sufficient rate goes on for ever") {
  ProgressWatch watch({10s, 100, 0s});
  for (int second = 0; second < 1000; ++second) REQUIRE(watch.waited(1s, 101) == Verdict::going);
}

TEST_CASE("the total limit holds however much arrives") {
  ProgressWatch watch({10s, 0, 5s});
  CHECK(watch.waited(4s, 1'000'000) == Verdict::going);
  CHECK(watch.waited(1s, 1'000'000) == Verdict::over_time);
}

TEST_CASE("no limits, no verdict; patience is never longer than a second or a limit") {
  ProgressWatch unlimited({});
  CHECK(unlimited.waited(1000h, 0) == Verdict::going);
  CHECK(unlimited.patience() == 1s);
  ProgressWatch watch({10s, 0, 300ms});
  CHECK(watch.patience() == 300ms);
  watch.waited(100ms, 1);
  CHECK(watch.patience() == 200ms);
}
