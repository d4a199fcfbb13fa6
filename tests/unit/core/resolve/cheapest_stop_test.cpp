#include "core/resolve/cheapest_stop.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <random>

using namespace switchback;

TEST_CASE("the cheapest stop of every range is found, ties at the lowest position") {
  std::mt19937 random(7);
  for (std::size_t size = 0; size < 20; ++size) {
    CheapestStop tree(size);
    std::vector<Stop> stops;
    for (std::size_t position = 0; position < size; ++position) {
      if (random() % 3 == 0) continue;
      stops.push_back({{1 + random() % 2, random() % 3, 0}, position});
      tree.add(stops.back());
    }
    for (std::size_t begin = 0; begin <= size; ++begin)
      for (std::size_t end = 0; end <= size; ++end) {
        std::optional<Stop> expected;
        for (const auto& stop : stops)
          if (begin <= stop.position && stop.position < end && (!expected || stop < *expected))
            expected = stop;
        REQUIRE(tree.in({begin, end}) == expected);
      }
  }
}

TEST_CASE("fewer updates are cheaper than fewer bytes, fewer bytes than fewer requests") {
  CHECK(PathCost{1, 900, 9} < PathCost{2, 1, 1});
  CHECK(PathCost{1, 1, 9} < PathCost{1, 2, 1});
  CHECK(PathCost{1, 1, 1} < PathCost{1, 1, 2});
}
