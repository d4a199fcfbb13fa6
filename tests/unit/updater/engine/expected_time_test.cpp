#include "updater/engine/expected_time.hpp"

#include <catch2/catch.hpp>

using namespace switchback;
using std::chrono::milliseconds;

namespace {

constexpr std::uint64_t kMiB = 1024 * 1024;

}  // namespace

TEST_CASE("without history the time is assumed from what is written, and says so") {
  const ExpectedTime time = expected_build_time({}, 10 * kMiB, 100 * kMiB);
  CHECK(time.duration == milliseconds(2000));
  CHECK_FALSE(time.measured);
  CHECK(time.basis.find("assumed") == 0);
  CHECK_FALSE(expected_instant_time({}).measured);
  CHECK(expected_instant_time({}).duration == kAssumedSwitch);
}

TEST_CASE("with history the time follows the throughput of the last updates together") {
  // 30 MiB in 3 s: 10 MiB/s
  const std::vector<MeasuredUpdate> history{{10 * kMiB, milliseconds(500), false},
                                            {20 * kMiB, milliseconds(2500), false}};
  const ExpectedTime time = expected_build_time(history, 50 * kMiB, 50 * kMiB);
  CHECK(time.duration == milliseconds(10'000));
  CHECK(time.measured);
  CHECK(time.basis == "10.0 MiB/s, measured over the last 2 updates");
  CHECK(expected_build_time(history, 0, 0).duration == milliseconds(0));
}

TEST_CASE(
    "updates that moved next to nothing, took no time or were instant measure no throughput") {
  const std::vector<MeasuredUpdate> history{{kTellingBytes - 1, milliseconds(9000), false},
                                            {kMiB, milliseconds(0), false},
                                            {100 * kMiB, milliseconds(20), true}};
  CHECK_FALSE(expected_build_time(history, kMiB, kMiB).measured);
}

TEST_CASE("a configured limit is the shortest time that a download can take") {
  const std::vector<MeasuredUpdate> fast{{100 * kMiB, milliseconds(1000), false}};
  const ExpectedTime limited = expected_build_time(fast, 10 * kMiB, 10 * kMiB, kMiB);
  CHECK(limited.duration == milliseconds(10'000));
  CHECK_FALSE(limited.measured);
  CHECK(limited.basis == "repository.limit_rate: 1.00 MiB/s");
  CHECK(expected_build_time(fast, 10 * kMiB, 10 * kMiB, 1000 * kMiB).measured);
}

TEST_CASE("an instant update is expected to take what earlier ones took") {
  const std::vector<MeasuredUpdate> history{{0, milliseconds(20), true},
                                            {0, milliseconds(40), true},
                                            {50 * kMiB, milliseconds(5000), false}};
  const ExpectedTime time = expected_instant_time(history);
  CHECK(time.duration == milliseconds(30));
  CHECK(time.basis == "measured over the last 2 updates");
}
