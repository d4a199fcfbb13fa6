#include "manifest-schema/version_range.hpp"

#include <catch2/catch.hpp>

using namespace switchback;

namespace {

bool contains(std::string_view range, std::string_view version) {
  const auto parsed = VersionRange::parse(range);
  REQUIRE(parsed);
  return parsed->contains(Version::from_argument(version));
}

}  // namespace

TEST_CASE("a condition compares by the order of versions") {
  CHECK(contains(">=0a1", "0a1"));
  CHECK(contains(">=0a1", "0b1"));
  CHECK_FALSE(contains(">0a1", "0a1"));
  CHECK(contains("<1r0", "1b0"));
  CHECK_FALSE(contains("<1r0", "1r0"));
  CHECK_FALSE(contains("<1r0", "1a1"));
  CHECK(contains("<=1r0", "1r0"));
  CHECK(contains("=0r2", "0r2"));
  CHECK_FALSE(contains("=0r2", "0r2+1"));
  CHECK(contains(">=0r2", "0r2+1"));
  CHECK(contains(">= 0r2", "0r2"));
}

TEST_CASE("all conditions of a range must hold") {
  for (const std::string range : {">=0a1 <1r0", ">=0a1,<1r0", ">=0a1, <1r0", " >= 0a1  < 1r0 "}) {
    CAPTURE(range);
    CHECK(contains(range, "0r9"));
    CHECK_FALSE(contains(range, "1r0"));
    CHECK(VersionRange::parse(range)->text() == ">=0a1 <1r0");
  }
}

TEST_CASE("what is not a range is refused") {
  for (const std::string text : {"", " ", "0a1", "==0a1", "=>0a1", ">=", ">=x", "~0a1", "!=0a1",
                                 ">=0a1<1r0", ">=0a1 1r0", ">=3.0.0", ">=\t0a1"}) {
    CAPTURE(text);
    CHECK_FALSE(VersionRange::parse(text));
  }
}
