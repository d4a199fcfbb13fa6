#include "core/resolve/delta_chains.hpp"

#include <catch2/catch.hpp>

#include "tests/unit/core/resolve/sample_graph.hpp"

using namespace switchback;

namespace {

DeltaOffer delta(const std::string& from, std::uint64_t length) {
  return {version(from), length, {}};
}

SampleGraph series(int count, std::uint64_t length) {
  std::vector<std::string> versions;
  for (int i = 1; i <= count; ++i) versions.push_back("0r" + std::to_string(i));
  SampleGraph graph(versions);
  for (int i = 2; i <= count; ++i)
    graph["0r" + std::to_string(i)].deltas = {delta("0r" + std::to_string(i - 1), length)};
  return graph;
}

// "0r2 0r3: 30", or "none".
std::string chain(const SampleGraph& sample, const std::string& from, const std::string& to,
                  std::uint64_t most = 1'000'000) {
  const ReleaseGraph graph(sample.releases);
  const auto found = DeltaChains(graph, version(from)).to(*graph.find(version(to)), most);
  if (!found) return "none";
  std::string text;
  for (const std::size_t position : found->positions)
    text += (text.empty() ? "" : " ") + graph.at(position).version.text();
  return text + ": " + std::to_string(found->bytes);
}

}  // namespace

TEST_CASE("the shortest chain of deltas wins, of equally short ones the one with fewer deltas") {
  SampleGraph graph = series(4, 10);
  CHECK(chain(graph, "0r1", "0r2") == "0r2: 10");
  CHECK(chain(graph, "0r1", "0r4") == "0r2 0r3 0r4: 30");
  graph["0r4"].deltas.push_back(delta("0r2", 25));
  CHECK(chain(graph, "0r1", "0r4") == "0r2 0r3 0r4: 30");
  graph["0r4"].deltas.push_back(delta("0r2", 15));
  CHECK(chain(graph, "0r1", "0r4") == "0r2 0r4: 25");
  graph["0r4"].deltas.push_back(delta("0r1", 25));
  CHECK(chain(graph, "0r1", "0r4") == "0r4: 25");
}

TEST_CASE("fewer deltas are better where they are at most a tenth longer") {
  SampleGraph graph = series(4, 30);
  graph["0r4"].deltas.push_back(delta("0r1", 101));
  CHECK(chain(graph, "0r1", "0r4") == "0r2 0r3 0r4: 90");
  graph["0r4"].deltas.push_back(delta("0r1", 100));
  CHECK(chain(graph, "0r1", "0r4") == "0r4: 100");
  CHECK(chain(graph, "0r1", "0r4", 99) == "0r2 0r3 0r4: 90");
  CHECK(chain(graph, "0r1", "0r4", 89) == "none");
  graph["0r4"].deltas = {delta("0r3", 30), delta("0r2", 61)};
  CHECK(chain(graph, "0r1", "0r4") == "0r2 0r4: 91");
  const Decision decision = ask(graph, {"0r1", ""});  // what is chosen is what it is said to cost
  CHECK(decision.path[0].bytes == 91);
  CHECK(decision.path[0].requests == 6);
}

TEST_CASE("a chain leads back as well, and begins with a version that is not published") {
  SampleGraph graph = series(3, 10);
  graph["0r2"].deltas.push_back(delta("0r3", 7));
  graph["0r1"].deltas = {delta("0r2", 5)};
  CHECK(chain(graph, "0r3", "0r1") == "0r2 0r1: 12");
  graph["0r1"].deltas.push_back(delta("0a9", 1));
  CHECK(chain(graph, "0a9", "0r2") == "0r1 0r2: 11");
}

TEST_CASE("a chain has an end, and passes only through what is published") {
  SampleGraph graph = series(10, 10);
  CHECK(chain(graph, "0r1", "0r9") == "0r2 0r3 0r4 0r5 0r6 0r7 0r8 0r9: 80");
  CHECK(chain(graph, "0r1", "0r10") == "none");
  graph.releases.erase(graph.releases.begin() + 4);  // 0r5
  CHECK(chain(graph, "0r1", "0r4") == "0r2 0r3 0r4: 30");
  CHECK(chain(graph, "0r1", "0r6") == "none");
  CHECK(chain(graph, "0r9", "0r1") == "none");
}

TEST_CASE("lengths that no sum holds are no chain") {
  SampleGraph graph = series(3, ~std::uint64_t{0});
  CHECK(chain(graph, "0r1", "0r3") == "none");
}

TEST_CASE("an update by a chain is one update, at the price of its deltas") {
  SampleGraph graph = series(4, 10);
  const Decision decision = ask(graph, {"0r1", ""});
  REQUIRE(answer(decision) == "0r4");
  CHECK(decision.path[0].bytes == 30);
  CHECK(decision.path[0].requests == 9);
  graph["0r3"].deltas = {delta("0r2", 995)};
  CHECK(ask(graph, {"0r1", ""}).path[0].bytes == 1010);  // frames and the index
  graph["0r2"].barrier = true;
  graph["0r3"].deltas = {delta("0r2", 10)};
  CHECK(answer(graph, {"0r1", ""}) == "0r2 0r4");  // a barrier is a stop all the same
}

TEST_CASE("no permission is asked of a release that a chain passes through") {
  SampleGraph graph = series(3, 10);
  graph["0r2"].yanked = "broken";
  graph["0r2"].upgrades_from = "<0r1";
  graph["0r2"].dead_end = "nowhere";
  const Decision decision = ask(graph, {"0r1", "0r3"});
  REQUIRE(answer(decision) == "0r3");
  CHECK(decision.path[0].bytes == 20);
}
