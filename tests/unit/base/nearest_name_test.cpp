#include "base/nearest_name.hpp"

#include <catch2/catch.hpp>

using namespace switchback;

TEST_CASE("the nearest name has the smallest edit distance") {
  const std::vector<std::string> known{"preserve", "provides", "product", "ports"};
  CHECK(nearest_name("preserv", known) == "preserve");
  CHECK(nearest_name("Provides", known) == "provides");
  CHECK(nearest_name("port", known) == "ports");
  CHECK(nearest_name("", known) == "ports");
  CHECK(nearest_name("x", {}).empty());
}
