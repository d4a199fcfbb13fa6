// Random repositories: a host that reads only the shards that matter decides as one that reads all.
#include "core/resolve/shards_that_matter.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <random>

#include "core/resolve/resolve.hpp"
#include "tests/unit/core/resolve/sample_graph.hpp"

using namespace switchback;

namespace {

using Random = std::mt19937;
using Shard = std::vector<ReleaseRecord>;

bool chance(Random& random, unsigned one_in) {
  return random() % one_in == 0;
}

// In the order of publication, which is that of the versions but for a few maintenance releases.
SampleGraph random_releases(Random& random) {
  std::vector<std::string> versions;
  for (unsigned minor = 1; minor <= 6; ++minor)
    for (const char* type : {"a", "b", "r"})
      if (!chance(random, 3)) versions.push_back("1" + (type + std::to_string(minor)));
  versions.push_back("2r1");
  const auto any = [&] { return random() % versions.size(); };
  for (auto i = random() % 3; i > 0; --i) std::swap(versions[any()], versions[any()]);
  if (chance(random, 4)) std::shuffle(versions.begin(), versions.end(), random);
  SampleGraph sample(versions);
  const unsigned often_yanked = chance(random, 4) ? 2 : 6;
  for (auto& release : sample.releases) {
    const auto other = [&] { return sample.releases[random() % sample.releases.size()].version; };
    release.sizes.bundle = random() % 3 * 100;
    release.barrier = chance(random, 6);
    release.security = chance(random, 8);
    if (chance(random, often_yanked)) release.yanked = "broken";
    if (chance(random, 8)) release.dead_end = "stuck";
    if (chance(random, 6)) release.rollout = Rollout{50, chance(random, 2)};
    if (chance(random, 4)) release.upgrades_from = ">=" + other().text();
    if (chance(random, 5)) release.min_version = other();
    if (chance(random, 6)) release.irreversible = {"main/" + std::to_string(random() % 3)};
  }
  return sample;
}

struct Case {
  std::vector<Shard> sealed;
  std::vector<ShardRange> ranges;  // of these, from the time before releases were removed
  Shard open;
  HostFacts host;
  ResolveRequest request;
};

Case random_case(Random& random) {
  Case c;
  const auto releases = random_releases(random).releases;
  const std::size_t size = 1 + random() % 4;
  for (std::size_t i = 0; i < releases.size(); i += size) {
    c.sealed.emplace_back();
    for (std::size_t k = i; k < std::min(i + size, releases.size()); ++k)
      c.sealed.back().push_back(releases[k]);
  }
  c.open = std::move(c.sealed.back());
  c.sealed.pop_back();
  for (auto& shard : c.sealed) {
    c.ranges.push_back(*range_of(shard));
    std::erase_if(shard, [&](const auto&) { return chance(random, 12); });
  }
  const auto any = [&] { return releases[random() % releases.size()].version; };
  c.host = facts({"", ""});
  if (!chance(random, 5)) c.host.installed = chance(random, 8) ? version("1b4+local") : any();
  if (chance(random, 4)) c.host.rolled_back.push_back(any());
  if (chance(random, 6)) c.host.pin = any();
  if (chance(random, 6)) c.host.min_version = any();
  if (chance(random, 3)) c.request.to = chance(random, 8) ? version("1r9") : any();
  c.request.move = static_cast<Move>(random() % 3);
  if (!c.host.installed) c.request.move = Move::install;
  c.request.channel = static_cast<Channel>(random() % 3);
  c.request.channel_is_asked_for = chance(random, 3);
  c.request.force = chance(random, 5);
  return c;
}

ReleaseGraph everything(const Case& c) {
  std::vector<ReleaseRecord> all = c.open;
  for (const auto& shard : c.sealed) all.insert(all.end(), shard.begin(), shard.end());
  return ReleaseGraph(std::move(all));
}

struct Reading {
  ReleaseGraph graph;
  std::size_t unread;
};

Reading what_matters(const Case& c) {
  std::vector<ReleaseRecord> read = c.open;
  std::vector<Shard> shards = c.sealed;
  std::vector<ShardRange> unread = c.ranges;
  for (;;) {
    const auto next = shards_that_matter(unread, ReleaseGraph(read), c.host, c.request);
    if (next.empty()) return {ReleaseGraph(read), unread.size()};
    REQUIRE(std::is_sorted(next.begin(), next.end()));
    for (auto i = next.rbegin(); i != next.rend(); ++i) {
      read.insert(read.end(), shards[*i].begin(), shards[*i].end());
      shards.erase(shards.begin() + static_cast<std::ptrdiff_t>(*i));
      unread.erase(unread.begin() + static_cast<std::ptrdiff_t>(*i));
    }
  }
}

std::string told(const Decision& decision) {
  std::string text;
  for (const auto& hop : decision.path)
    text += (hop.from ? hop.from->text() : "nothing") + " -> " + hop.to.text() + " " +
            std::to_string(hop.bytes) + " " + std::string(stop_reason_code(hop.stop)) + "\n";
  if (decision.refusal)
    text += decision.refusal->code + ": " + decision.refusal->message + "; " +
            decision.refusal->next_step;
  return text;
}

std::string newest(const ReleaseGraph& graph) {
  std::string text;
  for (const Channel channel : {Channel::stable, Channel::beta, Channel::alpha}) {
    const ReleaseRecord* release = newest_in_channel(graph, channel);
    text += release == nullptr ? "none " : release->version.text() + " ";
  }
  return text;
}

void check_candidates(const Decision& some, const Decision& all) {
  for (const auto& each : some.candidates) {
    const Candidate& same = candidate(all, each.version.text());
    CHECK(each.chosen == same.chosen);
    CHECK(each.is_stop == same.is_stop);
    CHECK(each.reasons == same.reasons);
  }
}

void check_security(const Case& c, const Decision& decision, const ReleaseGraph& some,
                    const ReleaseGraph& all) {
  if (decision.path.empty()) return;
  const Version& to = decision.path.back().to;
  CHECK(crosses_security_release(some, c.host.installed, to, c.request.channel) ==
        crosses_security_release(all, c.host.installed, to, c.request.channel));
}

// What is told about the version that runs here.
void check_own(const Case& c, const ReleaseGraph& some, const ReleaseGraph& all) {
  if (!c.host.installed) return;
  const auto here = some.find(*c.host.installed);
  const auto there = all.find(*c.host.installed);
  REQUIRE(here.has_value() == there.has_value());
  if (here) CHECK(some.at(*here) == all.at(*there));
}

}  // namespace

TEST_CASE("the decision with the shards that matter is the decision with all of them") {
  Random random(20261127);
  std::size_t spared = 0;
  std::size_t moved = 0;
  std::size_t refused = 0;
  for (int round = 0; round < 4000; ++round) {
    const Case c = random_case(random);
    const ReleaseGraph all = everything(c);
    const Reading some = what_matters(c);
    const Decision expected = resolve(all, c.host, c.request);
    const Decision decision = resolve(some.graph, c.host, c.request);
    INFO("round " << round);
    CHECK(told(decision) == told(expected));
    CHECK(newest(some.graph) == newest(all));
    check_candidates(decision, expected);
    check_security(c, expected, some.graph, all);
    check_own(c, some.graph, all);
    spared += some.unread;
    moved += expected.path.empty() ? 0U : 1U;
    refused += expected.refusal ? 1U : 0U;
  }
  CHECK(spared > 4000);  // one of about four a round
  CHECK(moved > 1000);
  CHECK(refused > 1000);
}

TEST_CASE("a host that is up to date reads the open shard and the one with its own release") {
  std::vector<ShardRange> unread;
  for (unsigned shard = 0; shard < 4096; ++shard) {
    ShardRange range;
    range.lowest = Version{0, shard * 64, ReleaseType::release, ""};
    range.highest[ReleaseType::release] = Version{0, shard * 64 + 63, ReleaseType::release, ""};
    range.min_version = Version{0, 1, ReleaseType::release, ""};
    range.security = true;
    unread.push_back(range);
  }
  const SampleGraph open({"0r262144"});
  const ReleaseGraph graph(open.releases);
  using Positions = std::vector<std::size_t>;
  const auto matter = [&](const Question& question) {
    ResolveRequest request{question.move, std::nullopt, question.channel, false, false};
    return shards_that_matter(unread, graph, facts(question), request);
  };
  CHECK(matter({"0r262144", ""}) == Positions{});
  CHECK(matter({"0r262143", ""}) == Positions{4095});
  CHECK(matter({"0r262079", ""}) == Positions{4094, 4095});
  CHECK(matter({"", "", Move::install}) == Positions{4095});  // did a security release come before?
  CHECK(matter({"0r5", ""}).size() == 4096);
}
