#include "repo-tools/retention/removal_plan.hpp"

#include <catch2/catch.hpp>

#include "base/errors.hpp"
#include "tests/unit/repo-tools/test_catalog.hpp"

using namespace switchback;
using namespace switchback::test;

namespace {

using Words = std::vector<std::string>;

struct Scene : TestCatalog {
  RemovalPlan without(const std::string& version) const {
    return plan_removal(metadata, {"demo", *Version::parse(version), 0});
  }
  RemovalPlan newest(std::size_t count) const {
    return plan_removal(metadata, {"demo", std::nullopt, count});
  }
  Scene& add(const std::string& version, const Change& change = {}) {
    TestCatalog::add(version, change);
    return *this;
  }
};

Words removed(const RemovalPlan& plan) {
  Words versions;
  for (const auto& release : plan.removed) versions.push_back(release.record.version.text());
  return versions;
}

}  // namespace

TEST_CASE("one release is removed and the others stay") {
  const auto plan = Scene().add("0r1").add("0r2").add("0r3").without("0r2");
  CHECK(removed(plan) == Words{"0r2"});
  CHECK(plan.left == 2);
  CHECK(plan.consequences.empty());
  CHECK(plan.operation() == "remove demo 0r2");
}

TEST_CASE("a release that is not published cannot be removed") {
  try {
    Scene().add("0r1").without("0r2");
    FAIL("planned");
  } catch (const StateError& error) {
    CHECK(error.code() == "not-found");
  }
}

TEST_CASE("the newest are those of the highest versions, whenever they were published") {
  const Scene scene = Scene().add("0r2").add("0b3").add("0r1").add("0a3").add("0r10");
  CHECK(removed(scene.newest(2)) == Words{"0r1", "0r2", "0a3"});
  CHECK(removed(scene.newest(5)).empty());
  CHECK(removed(scene.newest(9)).empty());
  CHECK(scene.newest(9).left == 5);
}

TEST_CASE("a barrier below a release that stays is kept, and it is said for which") {
  const auto plan =
      Scene().add("0r1", barrier).add("0r2").add("0r3", barrier).add("0r4").add("0r5").newest(2);
  CHECK(removed(plan) == Words{"0r2"});
  REQUIRE(plan.kept_barriers.size() == 2);
  CHECK(plan.kept_barriers[0].barrier.text() == "0r1");
  CHECK(plan.kept_barriers[1].barrier.text() == "0r3");
  CHECK(plan.kept_barriers[1].needed_by.text() == "0r4");
  CHECK(plan.left == 4);
}

TEST_CASE("a yanked barrier stops nobody and is not kept") {
  CHECK(removed(Scene().add("0r1", yanked_barrier).add("0r2").newest(1)) == Words{"0r1"});
}

TEST_CASE("the last release of a product does not go silently") {
  const auto plan = Scene().add("0r1").without("0r1");
  CHECK(plan.left == 0);
  REQUIRE(plan.consequences.size() == 1);
  CHECK_THAT(plan.consequences[0], Catch::Contains("demo has no release left"));
}

TEST_CASE("it is said that only yanked releases are left") {
  const auto plan = Scene().add("0r1").add("0r2", yanked).newest(1);
  REQUIRE(plan.consequences.size() == 1);
  CHECK_THAT(plan.consequences[0], Catch::Contains("yanked"));
}

TEST_CASE("removing a barrier says who will no longer stop there") {
  const Scene scene = Scene().add("0r1").add("0r2", barrier).add("0r3");
  REQUIRE(scene.without("0r2").consequences.size() == 1);
  CHECK_THAT(scene.without("0r2").consequences[0], Catch::Contains("barrier"));
  CHECK(Scene().add("0r1").add("0r2", barrier).without("0r2").consequences.empty());
}

TEST_CASE("removing the last release from which another can be reached says so") {
  const Scene scene = Scene().add("0r1").add("0r2").add("0r3").add("0r4", upgrades_from(">=0r2"));
  CHECK(scene.without("0r2").consequences.empty());
  REQUIRE(scene.newest(1).consequences.size() == 1);
  CHECK_THAT(scene.newest(1).consequences[0],
             Catch::Contains("0r4 can only be reached from >=0r2"));
}

TEST_CASE("many removed releases are counted where they are named") {
  Scene scene;
  for (int i = 1; i <= 12; ++i) scene.add("0r" + std::to_string(i));
  CHECK(scene.newest(1).operation() ==
        "remove demo 0r1, 0r2, 0r3, 0r4, 0r5, 0r6, 0r7, 0r8 and 3 more");
}

TEST_CASE("requests are told apart by what they ask for") {
  const RemovalRequest version{"demo", *Version::parse("0r1"), 0};
  CHECK(version.identity() == "demo 0r1");
  CHECK(RemovalRequest{"demo", std::nullopt, 3}.identity() == "demo keep-last 3");
}
