#include "core/resolve/resolve.hpp"

#include <catch2/catch.hpp>

#include "tests/unit/core/resolve/sample_graph.hpp"

using namespace switchback;

namespace {

const std::vector<std::string> kAll{"0a1", "0b1", "0r1", "0a2", "0b2", "0r2", "0a3"};

}  // namespace

TEST_CASE("the newest of a channel is what the channel sees") {
  const SampleGraph graph(kAll);
  CHECK(answer(graph, {"", "", Move::install, Channel::alpha}) == "0a3");
  CHECK(answer(graph, {"", "", Move::install, Channel::beta}) == "0r2");
  CHECK(answer(graph, {"", "", Move::install, Channel::stable}) == "0r2");
  CHECK(answer(graph, {"0r2", "", Move::upgrade, Channel::stable}).empty());
  CHECK(answer(graph, {"0a3", "", Move::upgrade, Channel::stable}).empty());  // never down
}

TEST_CASE("an empty channel is refused with the names of those that are not") {
  const auto refusal =
      ask(SampleGraph({"0a1", "0b1"}), {"", "", Move::install, Channel::stable}).refusal.value();
  CHECK(refusal.code == "not-found");
  CHECK(refusal.message.find("beta (0b1), alpha (0b1)") != std::string::npos);
  CHECK(answer(SampleGraph({}), {"", "", Move::install}) == "not-found");
}

TEST_CASE("a version asked for must exist and lie in the direction of the command") {
  const SampleGraph graph(kAll);
  CHECK(answer(graph, {"0r1", "0a2"}) == "0a2");
  CHECK(answer(graph, {"0a1", "0a2", Move::upgrade, Channel::stable}) == "0a2");
  CHECK(answer(graph, {"0r1", "0a9"}) == "not-found");
  CHECK(answer(graph, {"0r1", "0a1"}) == "usage");
  CHECK(answer(graph, {"0r1", "0r2", Move::downgrade}) == "usage");
  CHECK(answer(graph, {"0r1", "0a1", Move::downgrade}) == "0a1");
  CHECK(answer(graph, {"0r1", "0r1", Move::downgrade}).empty());
}

TEST_CASE("what is installed is not installed again") {
  const SampleGraph graph(kAll);
  CHECK(answer(graph, {"0r1", "0r2", Move::install}) == "usage");
  CHECK(answer(graph, {"0r1", "", Move::install}) == "usage");
  CHECK(answer(graph, {"0r1", "0r1", Move::install}).empty());
  CHECK(answer(graph, {"0a3", "", Move::install}).empty());
}

TEST_CASE("an upgrade stops at every barrier on the way, and no force skips one") {
  SampleGraph graph(kAll);
  graph["0b1"].barrier = true;
  graph["0r1"].barrier = true;
  CHECK(answer(graph, {"0a1", ""}) == "0b1 0r1 0a3");
  CHECK(answer(graph, {"0b1", ""}) == "0r1 0a3");
  CHECK(answer(graph, {"0r1", ""}) == "0a3");
  CHECK(answer(graph, {"0a1", "0r2", Move::upgrade, Channel::alpha, true}) == "0b1 0r1 0r2");
  CHECK(answer(graph, {"0a1", "0b1"}) == "0b1");
  CHECK(answer(graph, {"", "0r2", Move::install}) == "0r2");
  CHECK(answer(graph, {"0r2", "0a1", Move::downgrade}) == "0a1");
}

TEST_CASE("a barrier is one for those who see it") {
  SampleGraph graph(kAll);
  graph["0b1"].barrier = true;
  CHECK(answer(graph, {"0a1", "", Move::upgrade, Channel::stable}) == "0r2");
  CHECK(answer(graph, {"0a1", "0b2", Move::upgrade, Channel::stable}) == "0b1 0b2");
  graph["0b1"].yanked = "broken";
  CHECK(answer(graph, {"0a1", ""}) == "0a3");
}

TEST_CASE("a barrier that the host may not stop at blocks what lies behind it") {
  SampleGraph graph(kAll);
  graph["0r1"].barrier = true;
  graph["0r1"].rollout = Rollout{0, false};
  const auto decision = ask(graph, {"0a1", ""});
  CHECK(answer(decision) == "0b1");  // the newest before it
  CHECK(reasons(decision, "0a3") == "no-path");
  CHECK(candidate(decision, "0a3").reasons[0].text.find("must stop at 0r1 before, and may not") !=
        std::string::npos);
}

TEST_CASE("what keeps a host from a barrier is why it is refused what lies behind") {
  SampleGraph graph({"0r1", "0r2", "0r3"});
  graph["0r2"].barrier = true;
  graph["0r2"].rollout = Rollout{10, true};
  const auto decision = ask(graph, {"0r1", ""});
  CHECK(answer(decision) == "rollout");
  CHECK(decision.refusal->message.find("0r3 cannot be reached") == 0);
  CHECK(decision.refusal->message.find("it is rolled out no further") != std::string::npos);
}

TEST_CASE("ten thousand blocked barriers cost no more than ten thousand sentences") {
  SampleGraph graph({"0r0"});
  for (std::uint32_t minor = 1; minor < 10'000; ++minor) {
    graph.releases.push_back(graph.releases.front());
    graph.releases.back().version.minor = minor;
    graph.releases.back().barrier = true;
  }
  graph["0r1"].rollout = Rollout{100, true};
  const auto decision = ask(graph, {"0r0", ""});
  CHECK(answer(decision) == "rollout");
  std::size_t length = 0;
  for (const auto& each : decision.candidates) length += each.reasons[0].text.size();
  CHECK(length < 10'000 * 100);
}

TEST_CASE("an installation that finds nothing to install fails, an upgrade does not") {
  SampleGraph graph({"0r1", "0a2"});
  graph["0r1"].dead_end = "take 1r0";
  CHECK(answer(graph, {"", "", Move::install, Channel::stable}) == "no-path");
  graph["0r1"].yanked = "broken";
  CHECK(answer(graph, {"", "", Move::install, Channel::stable}) == "not-found");
  CHECK(answer(graph, {"0r1", "", Move::upgrade, Channel::stable}).empty());
}

TEST_CASE("what the installed release demands holds also where the repository has it no more") {
  const SampleGraph graph({"0r1", "0r2"});
  const Question down{"0r3", "0r1", Move::downgrade};
  HostFacts host = facts(down);
  CHECK(answer(ask(graph, down, host)) == "0r1");
  host.min_version = version("0r2");
  CHECK(answer(ask(graph, down, host)) == "min-version");
  host.min_version.reset();
  host.irreversible = {"main/003_drop"};
  CHECK(answer(ask(graph, down, host)) == "no-path");
}

TEST_CASE("a gap in upgrades_from is bridged by the fewest updates, of these the fewest bytes") {
  SampleGraph graph(kAll);
  graph["0a3"].upgrades_from = ">=0r1";
  CHECK(answer(graph, {"0r1", ""}) == "0a3");
  graph["0a2"].sizes.bundle = 10;
  const auto decision = ask(graph, {"0a1", ""});
  CHECK(answer(decision) == "0a2 0a3");
  CHECK(candidate(decision, "0a2").is_stop);
  CHECK(decision.path[0].stop == StopReason::upgrades_from);
  CHECK(decision.path[1].stop == StopReason::target);
  CHECK(decision.path[0].bytes == 20);
  CHECK(decision.path[1].bytes == 1010);
}

TEST_CASE("a delta makes the way over its release the cheaper one") {
  SampleGraph graph({"0r1", "0r2", "0r3", "0r4"});
  graph["0r4"].upgrades_from = ">=0r2";
  CHECK(answer(graph, {"0r1", ""}) == "0r2 0r4");
  graph["0r4"].deltas = {{version("0r3"), 100, {}}};
  const Decision decision = ask(graph, {"0r1", ""});
  CHECK(answer(decision) == "0r3 0r4");
  CHECK(decision.path[0].bytes == 1010);
  CHECK(decision.path[1].bytes == 100);
  graph["0r3"].yanked = "broken";
  CHECK(answer(graph, {"0r1", ""}) == "0r2 0r4");
}

TEST_CASE("a delta from what is installed is what an update costs, if it is the shorter") {
  SampleGraph graph({"0r1", "0r2"});
  graph["0r2"].deltas = {{version("0r1"), 100, {}}};
  CHECK(ask(graph, {"0r1", ""}).path[0].bytes == 100);
  graph["0r2"].deltas = {{version("0r1"), 5000, {}}};
  CHECK(ask(graph, {"0r1", ""}).path[0].bytes == 1010);
}

TEST_CASE("a gap that nothing bridges ends there, force or not") {
  SampleGraph graph(kAll);
  graph["0r2"].upgrades_from = ">=0r1 <0b2";
  graph["0r1"].yanked = "broken";
  graph["0a2"].dead_end = "reinstall";
  CHECK(answer(graph, {"0a1", "0r2"}) == "no-path");
  CHECK(answer(graph, {"0a1", "0r2", Move::upgrade, Channel::alpha, true}) == "no-path");
  CHECK(answer(graph, {"", "0r2", Move::install}) == "0r2");
  CHECK(answer(graph, {"0a3", "0r2", Move::downgrade}) == "0r2");
  graph["0r2"].upgrades_from = "a form of the future";
  CHECK(answer(graph, {"0r1", "0r2"}) == "no-path");
}

TEST_CASE("no way leads on from a dead end, and its message says so") {
  SampleGraph graph(kAll);
  graph["0r1"].dead_end = "reinstall from the image of 2027";
  const auto decision = ask(graph, {"0r1", ""});
  CHECK(answer(decision) == "no-path");
  CHECK(decision.refusal->message.find("reinstall from the image of 2027") != std::string::npos);
  CHECK(answer(graph, {"0r1", "0a1", Move::downgrade}) == "0a1");
  CHECK(answer(graph, {"0b1", "0r1"}) == "0r1");  // by name only
  CHECK(answer(graph, {"0b1", "", Move::upgrade, Channel::stable}) == "0r2");
}

TEST_CASE("a downgrade is refused where a migration between has no way back") {
  SampleGraph graph(kAll);
  graph["0a2"].irreversible = {"main/002_split"};
  graph["0r2"].irreversible = {"main/002_split", "main/003_drop"};
  CHECK(answer(graph, {"0r2", "0a2", Move::downgrade}) == "no-path");
  CHECK(reasons(ask(graph, {"0r2", "0a1", Move::downgrade}), "0a1") == "irreversible");
  graph["0a2"].irreversible.emplace_back("main/003_drop");
  CHECK(answer(graph, {"0r2", "0a2", Move::downgrade}) == "0a2");
  CHECK(answer(graph, {"0a1", "0r2"}) == "0r2");
}

TEST_CASE("what the other slot holds costs nothing") {
  SampleGraph graph(kAll);
  HostFacts host = facts({"0r1", ""});
  host.other = version("0r2");
  CHECK(ask(graph, {"0r1", "0r2"}, host).path[0].bytes == 0);
  CHECK(ask(graph, {"0r1", "0a3"}, host).path[0].bytes == 1010);
  host.other = version("0a1");
  CHECK(ask(graph, {"0r1", "0a1", Move::downgrade}, host).path[0].requests == 0);
}

TEST_CASE("every release is in the answer, newest first, with what stands against it") {
  SampleGraph graph(kAll);
  graph["0r2"].yanked = "broken";
  const auto decision = ask(graph, {"0r1", "", Move::upgrade, Channel::beta});
  CHECK(answer(decision) == "0b2");
  REQUIRE(decision.candidates.size() == kAll.size());
  CHECK(decision.candidates.front().version == version("0a3"));
  CHECK(reasons(decision, "0a3") == "channel");
  CHECK(reasons(decision, "0r2") == "yanked");
  CHECK(candidate(decision, "0b2").chosen);
  CHECK(reasons(decision, "0a2") == "channel");
  CHECK(reasons(decision, "0r1") == "installed");
  CHECK(reasons(decision, "0a1") == "older");
  CHECK(reasons(ask(graph, {"0r1", ""}), "0b2") == "superseded");
  CHECK(reasons(ask(graph, {"0r1", "0a2"}), "0b2") == "not-asked");
}
