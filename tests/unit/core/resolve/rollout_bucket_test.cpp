#include "core/resolve/rollout_bucket.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

using namespace switchback;

namespace {

constexpr int kHosts = 10'000;

Version version(const char* text) {
  return Version::parse(text).value();
}

std::vector<std::uint32_t> buckets(const char* product, const char* release) {
  std::vector<std::uint32_t> all;
  for (int host = 0; host < kHosts; ++host)
    all.push_back(rollout_bucket(fmt::format("{:032x}", host), product, version(release)));
  return all;
}

}  // namespace

TEST_CASE("a rollout reaches its share of 10,000 hosts") {
  const auto all = buckets("demo", "0r7");
  for (const std::uint32_t percent : {1U, 10U, 25U, 50U, 90U}) {
    const auto reached = std::count_if(all.begin(), all.end(), [&](const auto bucket) {
      return rollout_reaches({percent, false}, bucket);
    });
    const double expected = kHosts * percent / 100.0;
    // Five standard deviations of a binomial distribution.
    const double tolerance = 5 * std::sqrt(expected * (1 - percent / 100.0));
    INFO(percent << " % reached " << reached);
    CHECK(std::abs(static_cast<double>(reached) - expected) <= tolerance);
  }
}

TEST_CASE("buckets are spread evenly") {
  std::vector<int> histogram(100);
  for (const auto bucket : buckets("demo", "0r7")) {
    REQUIRE(bucket < kRolloutBuckets);
    ++histogram[bucket / 100];
  }
  double chi_squared = 0;
  for (const int count : histogram) chi_squared += (count - 100.0) * (count - 100.0) / 100.0;
  CHECK(chi_squared < 160);  // 99 degrees of freedom: exceeded once in 10,000 by chance
}

TEST_CASE("a host keeps its place in one release's rollout, and has others in others'") {
  CHECK(buckets("demo", "0r7") == buckets("demo", "0r7"));
  const auto first = buckets("demo", "0r7");
  for (const auto& other : {buckets("demo", "0r8"), buckets("tool", "0r7")}) {
    int both = 0;
    for (std::size_t host = 0; host < first.size(); ++host)
      both += first[host] < 1000 && other[host] < 1000 ? 1 : 0;
    CHECK(both > 50);  // 1 % of the hosts: 100
    CHECK(both < 150);
  }
}

TEST_CASE("nothing and everything are exact, and a paused rollout reaches nobody") {
  CHECK_FALSE(rollout_reaches({0, false}, 0));
  CHECK(rollout_reaches({100, false}, kRolloutBuckets - 1));
  CHECK(rollout_reaches({1, false}, 99));
  CHECK_FALSE(rollout_reaches({1, false}, 100));
  CHECK_FALSE(rollout_reaches({100, true}, 0));
}
