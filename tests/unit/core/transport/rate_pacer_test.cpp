#include "core/transport/rate_pacer.hpp"

#include <catch2/catch.hpp>

using switchback::RatePacer;
using namespace std::chrono_literals;

TEST_CASE("bytes over the rate are paid for with a pause") {
  RatePacer pacer(1000);
  const auto start = RatePacer::Clock::time_point{} + 1h;
  CHECK(pacer.pause_after(500, start) == 500ms);
  CHECK(pacer.pause_after(500, start) == 1s);
  CHECK(pacer.pause_after(100, start + 1s) == 100ms);
}

TEST_CASE("idle time is not saved up") {
  RatePacer pacer(1000);
  const auto start = RatePacer::Clock::time_point{} + 1h;
  pacer.pause_after(1, start);
  CHECK(pacer.pause_after(2000, start + 1min) == 2s);
}

TEST_CASE("without a rate there is no pause") {
  RatePacer pacer(0);
  CHECK(pacer.pause_after(1'000'000'000, {}) == 0s);
}
