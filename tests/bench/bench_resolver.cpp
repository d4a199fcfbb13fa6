// How long the resolver takes over 10,000 releases: bench-resolver
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <vector>

#include "core/resolve/resolve.hpp"

namespace {

using namespace switchback;

constexpr std::uint32_t kReleases = 10'000;
constexpr int kRuns = 51;

// Every tenth is partly rolled out, every hundredth yanked, every 500th a barrier; every 50th takes
// upgrades from the 2,000 before it only.
std::vector<ReleaseRecord> releases() {
  std::vector<ReleaseRecord> all(kReleases);
  for (std::uint32_t i = 0; i < kReleases; ++i) {
    ReleaseRecord& release = all[i];
    release.version = *Version::parse(fmt::format("0r{}", i));
    release.sizes = {1'000'000 + i % 7, 1'000, 3'000'000, 100};
    if (i % 10 == 0) release.rollout = Rollout{50, false};
    if (i % 100 == 0) release.yanked = "broken";
    if (i % 500 == 7) release.barrier = true;
    if (i % 50 == 3 && i > 2000) release.upgrades_from = fmt::format(">=0r{}", i - 2000);
  }
  return all;
}

double milliseconds_of(const auto& work) {
  const auto started = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - started)
      .count();
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

}  // namespace

int main() {
  HostFacts host;
  host.product = "demo";
  host.host_id = "00112233445566778899aabbccddeeff";
  host.installed = Version::parse("0r1");
  ResolveRequest request;
  request.channel = Channel::stable;
  std::vector<double> building;
  std::vector<double> resolving;
  std::size_t updates = 0;
  for (int run = 0; run < kRuns; ++run) {
    auto records = releases();
    std::optional<ReleaseGraph> graph;
    building.push_back(milliseconds_of([&] { graph.emplace(std::move(records)); }));
    resolving.push_back(
        milliseconds_of([&] { updates = resolve(*graph, host, request).path.size(); }));
  }
  fmt::print("{} releases, {} updates: graph {:.2f} ms, decision with all reasons {:.2f} ms\n",
             kReleases, updates, median(building), median(resolving));
}
