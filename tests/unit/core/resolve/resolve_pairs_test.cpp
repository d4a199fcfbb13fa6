// Each thing that can stand against a release, alone and together with every other one.
#include <catch2/catch.hpp>
#include <functional>

#include "core/resolve/resolve.hpp"
#include "tests/unit/core/resolve/sample_graph.hpp"

using namespace switchback;

namespace {

struct Situation {
  SampleGraph graph{{"0r1", "0r2", "0b3", "0r3"}};
  HostFacts host = facts({"0r2", ""});
};

struct Blocker {
  std::string code;       // of the reason against 0r3
  std::string automatic;  // what an upgrade to the newest answers
  std::string named;      // what --to 0r3 answers
  std::string forced;     // what --to 0r3 --force answers
  std::function<void(Situation&)> set;
};

// The host has 0r2; the one newer release that its channel sees is 0r3.
const std::vector<Blocker>& blockers() {
  static const std::vector<Blocker> all{
      {"yanked", "", "yanked", "0r3", [](Situation& s) { s.graph["0r3"].yanked = "broken"; }},
      {"dead-end", "", "0r3", "0r3", [](Situation& s) { s.graph["0r3"].dead_end = "stuck"; }},
      {"pinned", "pinned", "pinned", "0r3", [](Situation& s) { s.host.pin = version("0r2"); }},
      {"held", "held", "held", "0r3", [](Situation& s) { s.host.hold = "until tomorrow"; }},
      {"rolled-back", "rolled-back", "rolled-back", "0r3",
       [](Situation& s) { s.host.rolled_back = {version("0r3")}; }},
      {"min-version", "min-version", "min-version", "0r3",
       [](Situation& s) { s.graph["0r1"].min_version = version("0r4"); }},
      {"rollout", "rollout", "0r3", "0r3",
       [](Situation& s) {
         if (!s.graph["0r3"].rollout) s.graph["0r3"].rollout = Rollout{0, false};
       }},
      {"rollout", "rollout", "rollout", "0r3",
       [](Situation& s) {
         s.graph["0r3"].rollout = Rollout{100, true};
       }},
      {"no-path", "no-path", "no-path", "no-path",
       [](Situation& s) { s.graph["0r3"].upgrades_from = ">=0b3"; }},
  };
  return all;
}

Decision upgrade(const Situation& situation, const std::string& to, bool force) {
  return ask(situation.graph, {"0r2", to, Move::upgrade, Channel::stable, force}, situation.host);
}

// The first of two answers in the order in which they are told.
std::string stronger(const std::string& left, const std::string& right) {
  for (const char* code :
       {"yanked", "pinned", "held", "rolled-back", "min-version", "rollout", "no-path"})
    if (left == code || right == code) return code;
  return left;
}

}  // namespace

TEST_CASE("without a blocker the newest is chosen") {
  const Situation situation;
  CHECK(answer(upgrade(situation, "", false)) == "0r3");
}

TEST_CASE("each blocker alone keeps a release from being chosen, and is named") {
  for (const auto& blocker : blockers()) {
    Situation situation;
    blocker.set(situation);
    INFO(blocker.code);
    const auto decision = upgrade(situation, "", false);
    CHECK(answer(decision) == blocker.automatic);
    CHECK(reasons(decision, "0r3") == blocker.code);
    CHECK(answer(upgrade(situation, "0r3", false)) == blocker.named);
    CHECK(answer(upgrade(situation, "0r3", true)) == blocker.forced);
    if (decision.refusal) CHECK_FALSE(decision.refusal->next_step.empty());
  }
}

TEST_CASE("of two blockers both are named, and the release is refused for the graver one") {
  for (const auto& first : blockers())
    for (const auto& second : blockers()) {
      if (first.code == second.code) continue;
      Situation situation;
      first.set(situation);
      second.set(situation);
      INFO(first.code << " and " << second.code);
      const auto decision = upgrade(situation, "", false);
      const std::string codes = reasons(decision, "0r3");
      CHECK(codes.find(first.code) != std::string::npos);
      CHECK(codes.find(second.code) != std::string::npos);
      const bool silent = first.automatic.empty() || second.automatic.empty();
      CHECK(answer(decision) == (silent ? "" : stronger(first.automatic, second.automatic)));
      CHECK(answer(upgrade(situation, "0r3", false)) == stronger(first.named, second.named));
      CHECK(answer(upgrade(situation, "0r3", true)) == stronger(first.forced, second.forced));
    }
}

TEST_CASE("a blocked newest gives way to the newest that nothing stands against") {
  for (const auto& blocker : blockers()) {
    if (blocker.code == "pinned" || blocker.code == "held" || blocker.code == "min-version")
      continue;
    Situation situation;
    situation.host = facts({"0r1", ""});
    blocker.set(situation);
    INFO(blocker.code);
    const Question question{"0r1", "", Move::upgrade, Channel::stable};
    CHECK(answer(ask(situation.graph, question, situation.host)) == "0r2");
  }
}

TEST_CASE("a host may move to the version it is pinned to, and goes on from nowhere else") {
  Situation situation;
  situation.host.installed = version("0r1");
  situation.host.pin = version("0r2");
  const Question question{"0r1", "", Move::upgrade, Channel::stable};
  CHECK(answer(ask(situation.graph, question, situation.host)) == "0r2");
}

TEST_CASE("a hold is about upgrades only") {
  Situation situation;
  situation.host.hold = "until tomorrow";
  CHECK(answer(ask(situation.graph, {"0r2", "0r1", Move::downgrade}, situation.host)) == "0r1");
}
