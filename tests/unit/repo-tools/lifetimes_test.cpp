#include "repo-tools/repository/lifetimes.hpp"

#include <catch2/catch.hpp>

#include "base/errors.hpp"

using namespace switchback;
using std::chrono::hours;

TEST_CASE("a lifetime is the one chosen for the role, for its kind, or the default") {
  Lifetimes lifetimes;
  CHECK(lifetimes.of(RoleKind::product, "p-demo") == hours(24 * 365));
  lifetimes.set("product=30d");
  lifetimes.set("p-demo=1d");
  CHECK(lifetimes.of(RoleKind::product, "p-demo") == hours(24));
  CHECK(lifetimes.of(RoleKind::product, "p-other") == hours(24 * 30));
  CHECK(lifetimes.of(RoleKind::sealed_shard, "p-demo-0001") == hours(24 * 3650));
}

TEST_CASE("a lifetime needs a role and a duration") {
  for (const char* argument : {"", "timestamp", "timestamp=", "timestamp=0s", "timestamp=7", "=1d",
                               "nobody=1d", "timestamp=1000y"})
    CHECK_THROWS_AS(Lifetimes().set(argument), ConfigError);
}
