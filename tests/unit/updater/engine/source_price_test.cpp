#include "updater/engine/source_price.hpp"

#include <catch2/catch.hpp>

using namespace switchback;

namespace {

PlannedSource source(std::uint64_t bytes, std::uint64_t requests) {
  return {std::nullopt, {}, bytes, requests};
}

}  // namespace

TEST_CASE("fewer bytes are cheaper, whatever the requests") {
  CHECK(is_cheaper(source(89, 50), source(100, 1)));
  CHECK_FALSE(is_cheaper(source(100, 1), source(89, 50)));
}

TEST_CASE("within a tenth fewer requests are cheaper") {
  CHECK(is_cheaper(source(100, 1), source(90, 2)));
  CHECK_FALSE(is_cheaper(source(90, 2), source(100, 1)));
  CHECK_FALSE(is_cheaper(source(90, 2), source(100, 2)));  // what was there first stays
  CHECK_FALSE(is_cheaper(source(0, 0), source(0, 0)));
}
