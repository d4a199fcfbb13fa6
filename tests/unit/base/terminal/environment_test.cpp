#include "base/terminal/environment.hpp"

#include <array>
#include <catch2/catch.hpp>

using switchback::Environment;

TEST_CASE("the environment is read from main's array") {
  const std::array<const char*, 4> entries{"A=1", "EMPTY=", "WITH=x=y", nullptr};
  const Environment environment = Environment::from(entries.data());
  CHECK(environment.get("A") == "1");
  CHECK(environment.get("EMPTY") == "");
  CHECK(environment.get("WITH") == "x=y");
  CHECK_FALSE(environment.get("MISSING"));
}

TEST_CASE("an empty variable does not count as set") {
  const Environment environment{{"EMPTY", ""}, {"FULL", "0"}};
  CHECK_FALSE(environment.has("EMPTY"));
  CHECK(environment.has("FULL"));
  CHECK_FALSE(environment.has("MISSING"));
}

TEST_CASE("no array is an empty environment") {
  CHECK_FALSE(Environment::from(nullptr).get("PATH"));
}
