#include "updater/engine/source_price.hpp"

#include <catch2/catch.hpp>

using namespace switchback;

namespace {

PlannedSource source(std::uint64_t bytes, std::uint64_t requests) {
  return {std::nullopt, {}, bytes, requests};
}

}  // namespace

TEST_CASE(
    "what alone may be downloaded is better, then what alone has room, then what is cheaper") {
  const OfferedSource dear{source(1000, 9), true, true};
  const OfferedSource cheap{source(10, 1), true, true};
  CHECK(is_better(cheap, dear));
  CHECK_FALSE(is_better(dear, cheap));
  const OfferedSource without_room{source(10, 1), true, false};
  CHECK(is_better(dear, without_room));
  CHECK_FALSE(is_better(without_room, dear));
  const OfferedSource too_long{source(10, 1), false, true};
  CHECK(is_better(dear, too_long));
  CHECK_FALSE(is_better(too_long, dear));
  const OfferedSource dear_without_room{source(1000, 9), true, false};
  CHECK(is_better(dear_without_room, too_long));
  CHECK(is_better(without_room, dear_without_room));
}

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
