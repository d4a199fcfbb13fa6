#include "core/delta/range_parts.hpp"

#include <catch2/catch.hpp>

using namespace switchback;

TEST_CASE("ranges are cut where a buffer is full, and lie together until then") {
  const std::vector<DeltaRange> ranges{
      {1, true, true, 0, 30}, {2, true, true, 0, 230}, {3, true, true, 0, 40}};
  const auto parts = parts_of(ranges, 100);
  REQUIRE(parts.size() == 3);
  CHECK(parts[0] == std::vector<DeltaRange>{{1, true, true, 0, 30}, {2, true, false, 0, 70}});
  CHECK(parts[1] == std::vector<DeltaRange>{{2, true, false, 70, 100}});
  CHECK(parts[2] == std::vector<DeltaRange>{{2, true, false, 170, 60}, {3, true, true, 0, 40}});
  CHECK(length_of(parts[2]) == 100);
}

TEST_CASE("what ends with a buffer begins no other") {
  CHECK(parts_of({{1, false, true, 0, 100}}, 100).size() == 1);
  CHECK(parts_of({}, 100).empty());
}
