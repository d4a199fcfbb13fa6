// Random graphs: each plan is allowed, as short and cheap as any, and everything else is explained.
#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <random>
#include <tuple>

#include "core/resolve/delta_chains.hpp"
#include "core/resolve/obstacles.hpp"
#include "core/resolve/resolve.hpp"
#include "tests/unit/core/resolve/sample_graph.hpp"

using namespace switchback;

namespace {

using Random = std::mt19937;

bool chance(Random& random, unsigned one_in) {
  return random() % one_in == 0;
}

SampleGraph random_graph(Random& random) {
  std::vector<std::string> versions;
  for (unsigned minor = 1; minor <= 4; ++minor)
    for (const char* type : {"a", "b", "r"})
      if (!chance(random, 4)) versions.push_back("0" + (type + std::to_string(minor)));
  SampleGraph graph(versions);
  for (auto& release : graph.releases) {
    release.sizes.bundle = random() % 3 * 100;
    release.barrier = chance(random, 6);
    if (chance(random, 6)) release.yanked = "broken";
    if (chance(random, 10)) release.dead_end = "stuck";
    if (chance(random, 8))
      release.rollout = Rollout{static_cast<std::uint32_t>(random() % 101), false};
    if (chance(random, 3))
      release.upgrades_from =
          ">=" + graph.releases[random() % graph.releases.size()].version.text();
    while (chance(random, 2))
      release.deltas.push_back({graph.releases[random() % graph.releases.size()].version,
                                1 + random() % 150, Sha256Digest{}});
  }
  return graph;
}

struct Case {
  SampleGraph graph{{}};
  HostFacts host;
  ResolveRequest request;
};

Case random_case(Random& random) {
  Case c;
  c.graph = random_graph(random);
  if (c.graph.releases.empty()) c.graph = SampleGraph({"0r1", "0r2"});
  const auto any = [&] { return c.graph.releases[random() % c.graph.releases.size()].version; };
  c.host = facts({"", ""});
  c.host.installed = any();
  if (chance(random, 4)) c.host.rolled_back.push_back(any());
  if (chance(random, 4)) c.host.other = any();
  if (chance(random, 3)) c.request.to = any();
  c.request.channel = static_cast<Channel>(random() % 3);
  c.request.force = chance(random, 4);
  return c;
}

// Whether one update may lead from `from` to `to`, straight from the rules.
bool is_move(const Case& c, const Version& from, const ReleaseRecord& to) {
  if (!(from < to.version)) return false;
  if (to.upgrades_from && !VersionRange::parse(*to.upgrades_from)->contains(from)) return false;
  for (const auto& release : c.graph.releases) {
    if (release.version == from && release.dead_end) return false;
    const bool between = from < release.version && release.version < to.version;
    if (between && release.barrier && !release.yanked && is_in_sight(release, c.request))
      return false;
  }
  return true;
}

using Cost = std::tuple<std::size_t, std::uint64_t>;  // updates, bytes

Cost plus_update(const Cost& cost, std::uint64_t bytes) {
  return {std::get<0>(cost) + 1, std::get<1>(cost) + bytes};
}

// By at most kMaxChain deltas, one after the other: of every release, whoever may have it. The
// fewest deltas that are at most a tenth above the fewest bytes.
std::uint64_t bytes_by_deltas(const Case& c, const Version& from, const Version& to) {
  constexpr std::uint64_t kNever = 1'000'000'000;
  std::map<Version, std::uint64_t> known{{from, 0}};
  std::vector<std::uint64_t> bytes;  // by at most so many deltas, less one
  for (std::size_t i = 0; i < kMaxChain; ++i) {
    auto next = known;
    for (const auto& release : c.graph.releases)
      for (const auto& delta : release.deltas) {
        const auto before = known.find(delta.from);
        if (before == known.end()) continue;
        auto& best = next.try_emplace(release.version, kNever).first->second;
        best = std::min(best, before->second + delta.length);
      }
    known = std::move(next);
    const auto found = known.find(to);
    bytes.push_back(found == known.end() ? kNever : found->second);
  }
  return *std::find_if(bytes.begin(), bytes.end(), [&](std::uint64_t length) {
    return (length - bytes.back()) * 10 <= length;
  });
}

std::uint64_t bytes_of(const Case& c, const Version& from, const ReleaseRecord& release,
                       bool is_first) {
  if (is_first && c.host.other == release.version) return 0;
  std::uint64_t bytes = release.sizes.bundle + release.sizes.index;
  if (is_first) bytes = std::min(bytes, bytes_by_deltas(c, from, release.version));
  for (const auto& delta : release.deltas)
    if (delta.from == from) bytes = std::min(bytes, delta.length);
  return bytes;
}

// The cheapest way to every release, by trying all moves until nothing improves.
std::map<Version, Cost> all_ways(const Case& c) {
  std::map<Version, Cost> ways;
  const auto improve = [&](const Version& from, const Cost& cost, bool is_first) {
    bool better = false;
    for (const auto& release : c.graph.releases) {
      if (!is_move(c, from, release)) continue;
      const Cost candidate = plus_update(cost, bytes_of(c, from, release, is_first));
      const auto known = ways.find(release.version);
      if (known != ways.end() && known->second <= candidate) continue;
      ways[release.version] = candidate;
      better = true;
    }
    return better;
  };
  improve(*c.host.installed, {0, 0}, true);
  for (bool better = true; better;) {
    better = false;
    for (const auto& release : c.graph.releases) {
      const auto way = ways.find(release.version);
      if (way == ways.end() || obstacle_to_stop(release, c.host, c.request)) continue;
      better = improve(release.version, Cost(way->second), false) || better;
    }
  }
  return ways;
}

Cost cost_of(const std::vector<Hop>& path) {
  Cost cost{0, 0};
  for (const auto& hop : path) cost = plus_update(cost, hop.bytes);
  return cost;
}

const ReleaseRecord& record(const Case& c, const Version& version) {
  return *std::find_if(c.graph.releases.begin(), c.graph.releases.end(),
                       [&](const auto& release) { return release.version == version; });
}

void check_path(const Case& c, const Decision& decision) {
  const auto& path = decision.path;
  CHECK(path.front().from == c.host.installed);
  for (std::size_t i = 0; i < path.size(); ++i) {
    CHECK(is_move(c, *path[i].from, record(c, path[i].to)));
    if (i + 1 == path.size()) break;
    CHECK(path[i + 1].from == path[i].to);
    CHECK_FALSE(obstacle_to_stop(record(c, path[i].to), c.host, c.request));
  }
  const Version& target = path.back().to;
  if (c.request.to) CHECK(target == *c.request.to);
  CHECK(obstacles_to_target(record(c, target), c.host, c.request, std::nullopt).empty());
  CHECK(cost_of(path) == all_ways(c).at(target));
}

// Nothing newer than the chosen release could have been chosen.
void check_newest(const Case& c, const Decision& decision) {
  if (c.request.to) return;
  const auto ways = all_ways(c);
  for (const auto& release : c.graph.releases) {
    const bool newer = decision.path.empty() ? *c.host.installed < release.version
                                             : decision.path.back().to < release.version;
    if (!newer || ways.count(release.version) == 0) continue;
    CHECK_FALSE(obstacles_to_target(release, c.host, c.request, std::nullopt).empty());
  }
}

}  // namespace

TEST_CASE("each plan is allowed, minimal and explained") {
  Random random(20261127);
  std::size_t moved = 0;
  std::size_t in_steps = 0;
  for (int round = 0; round < 3000; ++round) {
    const Case c = random_case(random);
    const Decision decision = resolve(ReleaseGraph(c.graph.releases), c.host, c.request);
    INFO("round " << round);
    REQUIRE(decision.candidates.size() == c.graph.releases.size());
    if (decision.refusal) CHECK(decision.path.empty());
    if (!decision.path.empty()) check_path(c, decision);
    if (!decision.refusal || decision.refusal->code != "not-found") check_newest(c, decision);
    for (const auto& candidate : decision.candidates)
      CHECK(candidate.reasons.empty() == (candidate.chosen || candidate.is_stop));
    moved += decision.path.empty() ? 0U : 1U;
    in_steps += decision.path.size() > 1 ? 1U : 0U;
  }
  CHECK(moved > 500);
  CHECK(in_steps > 50);
}
