#include "repo-tools/report/release_graph.hpp"

#include <catch2/catch.hpp>
#include <random>
#include <set>

#include "manifest-schema/version_range.hpp"
#include "tests/unit/repo-tools/test_catalog.hpp"

using namespace switchback;
using namespace switchback::test;

namespace {

using Words = std::vector<std::string>;

Words edges(const TestCatalog& catalog) {
  const ReleaseGraph graph = release_graph("demo", catalog.releases());
  Words words;
  for (const auto& edge : graph.edges)
    words.push_back(graph.releases[edge.from].record.version.text() + ">" +
                    graph.releases[edge.to].record.version.text());
  return words;
}

// The rule of one move, written down once more.
bool may_move(const std::vector<CatalogEntry>& releases, std::size_t from, std::size_t to) {
  const ReleaseRecord& target = releases[to].record;
  if (to <= from || target.yanked || releases[from].record.dead_end) return false;
  if (target.upgrades_from &&
      !VersionRange::parse(*target.upgrades_from)->contains(releases[from].record.version))
    return false;
  for (std::size_t i = from + 1; i < to; ++i) {
    const ReleaseRecord& between = releases[i].record;
    if (between.barrier && !between.yanked &&
        channel_sees(channel_of(target.version.type), between.version.type))
      return false;
  }
  return true;
}

using Pairs = std::set<std::pair<std::size_t, std::size_t>>;

// Everything that chains of `moves` reach.
Pairs closure(Pairs moves, std::size_t size) {
  for (std::size_t middle = 0; middle < size; ++middle)
    for (std::size_t from = 0; from < size; ++from)
      for (std::size_t to = 0; to < size; ++to)
        if (moves.contains({from, middle}) && moves.contains({middle, to})) moves.emplace(from, to);
  return moves;
}

}  // namespace

TEST_CASE("without conditions each release leads to the next in version order") {
  CHECK(edges(TestCatalog().add("0r2").add("0a1").add("0r1").add("0a2")) ==
        Words{"0a1>0r1", "0r1>0a2", "0a2>0r2"});
  CHECK(edges(TestCatalog().add("0r1")).empty());
  CHECK(edges(TestCatalog()).empty());
}

TEST_CASE("nothing leads to a yanked release, and hosts that have it move on") {
  CHECK(edges(TestCatalog().add("0r1").add("0r2", yanked).add("0r3")) ==
        Words{"0r1>0r3", "0r2>0r3"});
}

TEST_CASE("nothing leads on from a dead end") {
  CHECK(edges(TestCatalog().add("0r1").add("0r2", dead_end).add("0r3")) ==
        Words{"0r1>0r2", "0r1>0r3"});
}

TEST_CASE("only what upgrades_from admits leads to a release directly") {
  CHECK(edges(TestCatalog().add("0r1").add("0r2").add("0r3").add("0r4", upgrades_from("=0r2"))) ==
        Words{"0r1>0r2", "0r2>0r3", "0r2>0r4"});
  CHECK(edges(TestCatalog().add("0r1").add("0r2", upgrades_from("nonsense"))).empty());
}

TEST_CASE("a barrier is passed by no direct move") {
  CHECK(edges(TestCatalog()
                  .add("0r1")
                  .add("0r2", barrier)
                  .add("0r3", upgrades_from(">=0r1"))
                  .add("0r4", upgrades_from("=0r1"))) == Words{"0r1>0r2", "0r2>0r3"});
  CHECK(edges(TestCatalog().add("0r1").add("0r2", yanked_barrier).add("0r3")) ==
        Words{"0r1>0r3", "0r2>0r3"});
}

TEST_CASE("a barrier that the target's channel does not see stops nobody on the way to it") {
  const auto from_0r1 = upgrades_from("=0r1");
  CHECK(edges(TestCatalog().add("0r1").add("0b2", barrier).add("0r2", from_0r1)) ==
        Words{"0r1>0b2", "0r1>0r2"});
  CHECK(edges(TestCatalog().add("0r1").add("0b2", barrier).add("0a3", from_0r1)) ==
        Words{"0r1>0b2"});
}

TEST_CASE("the edges are the fewest that reach all that direct moves reach") {
  std::mt19937 random(7);
  for (int round = 0; round < 60; ++round) {
    TestCatalog catalog;
    const std::size_t size = 9;
    for (std::size_t i = 1; i <= size; ++i) {
      const char type = "abr"[random() % 3];
      catalog.add("0" + std::string(1, type) + std::to_string(i), [&](ReleaseRecord& record) {
        if (random() % 6 == 0) barrier(record);
        if (random() % 6 == 0) yanked(record);
        if (random() % 8 == 0) dead_end(record);
        if (random() % 4 == 0)
          record.upgrades_from = ">=0a" + std::to_string(1 + random() % i) + " <0a9";
      });
    }
    const ReleaseGraph graph = release_graph("demo", catalog.releases());
    Pairs moves;
    for (std::size_t from = 0; from < size; ++from)
      for (std::size_t to = 0; to < size; ++to)
        if (may_move(graph.releases, from, to)) moves.emplace(from, to);
    Pairs drawn;
    for (const auto& edge : graph.edges) drawn.emplace(edge.from, edge.to);
    CAPTURE(round);
    for (const auto& edge : drawn) {
      CHECK(moves.contains(edge));
      Pairs others = drawn;
      others.erase(edge);
      CHECK_FALSE(closure(others, size).contains(edge));
    }
    CHECK(closure(drawn, size) == closure(moves, size));
  }
}
