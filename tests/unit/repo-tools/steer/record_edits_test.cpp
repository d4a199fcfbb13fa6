#include "repo-tools/steer/record_edits.hpp"

#include <catch2/catch.hpp>
#include <stdexcept>

using namespace switchback;

namespace {

ReleaseRecord plain_record() {
  ReleaseRecord record;
  record.version = *Version::parse("0r2");
  record.published = *parse_timestamp("2026-11-23T18:30:00Z");
  record.security = true;
  record.upgrades_from = ">=0a1";
  record.sizes = {1, 2, 3, 4};
  return record;
}

ReleaseRecord edited(ReleaseRecord record, const Steering& steering) {
  steering.edit(record);
  return record;
}

using RolloutOrNone = std::optional<Rollout>;

}  // namespace

TEST_CASE("each steering says one thing, twice is as once, and taking back leaves no trace") {
  struct Case {
    Steering steering;
    const char* said;
  };
  const std::vector<Case> cases{{yank_because("it leaks"), "yanked: it leaks"},
                                {make_barrier(), "a barrier"},
                                {make_dead_end("start anew"), "a dead end: start anew"}};
  for (const auto& [steering, said] : cases) {
    CAPTURE(said);
    const SteeredAspect aspect = steering.aspect;
    CHECK_FALSE(is_said(aspect, plain_record()));
    const ReleaseRecord once = edited(plain_record(), steering);
    CHECK(once != plain_record());
    CHECK(is_said(aspect, once));
    CHECK(describe(aspect, once) == said);
    CHECK(edited(once, steering) == once);
    CHECK(edited(once, take_back(aspect)) == plain_record());
    CHECK(edited(plain_record(), take_back(aspect)) == plain_record());
    // Other aspects are not touched.
    for (const auto& other : cases)
      if (other.steering.aspect != aspect)
        CHECK(edited(edited(plain_record(), other.steering), take_back(aspect)) ==
              edited(plain_record(), other.steering));
  }
}

TEST_CASE("what is not said any more is named without its words") {
  CHECK(describe(SteeredAspect::yank, plain_record()) == "yanked");
  CHECK(describe(SteeredAspect::dead_end, plain_record()) == "a dead end");
}

TEST_CASE("another reason takes the place of the first") {
  const auto first = edited(plain_record(), yank_because("one"));
  CHECK(edited(first, yank_because("two")).yanked == "two");
}

TEST_CASE("a rollout keeps what it is not asked to change, and all hosts are no rollout") {
  struct Case {
    RolloutOrNone before;
    Steering steering;
    RolloutOrNone after;
    const char* said;
  };
  const std::vector<Case> cases{
      {std::nullopt, roll_out_to(20), Rollout{20, false}, "offered to 20 % of hosts"},
      {std::nullopt, roll_out_to(0), Rollout{0, false}, "offered to 0 % of hosts"},
      {std::nullopt, roll_out_to(100), std::nullopt, "offered to all hosts"},
      {std::nullopt, pause_rollout(), Rollout{100, true}, "paused at all hosts"},
      {std::nullopt, resume_rollout(), std::nullopt, "offered to all hosts"},
      {Rollout{20, false}, pause_rollout(), Rollout{20, true}, "paused at 20 % of hosts"},
      {Rollout{20, true}, resume_rollout(), Rollout{20, false}, "offered to 20 % of hosts"},
      {Rollout{20, true}, roll_out_to(50), Rollout{50, true}, "paused at 50 % of hosts"},
      {Rollout{20, true}, roll_out_to(100), Rollout{100, true}, "paused at all hosts"},
      {Rollout{20, false}, roll_out_to(100), std::nullopt, "offered to all hosts"},
      {Rollout{100, true}, resume_rollout(), std::nullopt, "offered to all hosts"}};
  for (const auto& [before, steering, after, said] : cases) {
    CAPTURE(said);
    ReleaseRecord record = plain_record();
    record.rollout = before;
    ReleaseRecord expected = plain_record();
    expected.rollout = after;
    CHECK(edited(record, steering) == expected);
    CHECK(is_said(SteeredAspect::rollout, expected));
    CHECK(describe(SteeredAspect::rollout, expected) == said);
  }
}

TEST_CASE("a rollout is changed, never taken back") {
  CHECK_THROWS_AS(take_back(SteeredAspect::rollout), std::logic_error);
}

TEST_CASE("aspects have the names of the commands") {
  CHECK(aspect_name(SteeredAspect::yank) == "yank");
  CHECK(aspect_name(SteeredAspect::barrier) == "barrier");
  CHECK(aspect_name(SteeredAspect::dead_end) == "dead-end");
  CHECK(aspect_name(SteeredAspect::rollout) == "rollout");
}
