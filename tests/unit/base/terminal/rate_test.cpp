#include "base/terminal/rate.hpp"

#include <catch2/catch.hpp>

using namespace switchback;
using namespace std::chrono_literals;

namespace {

const Rate::Time kStart{};

}  // namespace

TEST_CASE("a rate is unknown before a quarter of a second") {
  Rate rate(kStart);
  rate.update(100, kStart + 200ms);
  CHECK_FALSE(rate.per_second());
  CHECK_FALSE(rate.remaining(100, 200));
}

TEST_CASE("a steady speed gives its rate and the time left") {
  Rate rate(kStart);
  for (int i = 1; i <= 10; ++i) rate.update(static_cast<std::uint64_t>(i) * 100, kStart + i * 1s);
  CHECK(*rate.per_second() == Approx(100));
  CHECK(rate.remaining(1000, 2001) == 11s);
}

TEST_CASE("the rate follows a change of speed") {
  Rate rate(kStart);
  rate.update(1000, kStart + 1s);
  for (int i = 0; i < 20; ++i)
    rate.update(1000 + static_cast<std::uint64_t>(i) * 10, kStart + 2s + i * 1s);
  CHECK(*rate.per_second() < 50);
  CHECK(*rate.per_second() >= 10);
}

TEST_CASE("a finished phase shows its average") {
  Rate rate(kStart);
  rate.finish(500, kStart + 100ms);
  CHECK(*rate.per_second() == Approx(5000));
}

TEST_CASE("nothing is left to say of a stalled or endless phase") {
  Rate rate(kStart);
  rate.update(0, kStart + 1s);
  CHECK_FALSE(rate.remaining(0, 100));
  rate.update(1, kStart + 2s);
  CHECK_FALSE(rate.remaining(1, ~0ULL));
  CHECK_FALSE(rate.remaining(1, 0));
}
