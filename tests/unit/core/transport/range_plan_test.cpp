#include "core/transport/range_plan.hpp"

#include <catch2/catch.hpp>

using namespace switchback;

namespace {

struct Planned {
  std::vector<Piece> pieces;
  PieceFetcher::Consumer consumer = [](std::size_t, const std::string&) {};
  PieceLedger ledger{pieces, 1ull << 40, consumer};

  std::vector<std::string> headers(const RangeLimits& limits = {}) {
    std::vector<std::string> list;
    for (const auto& request : plan_requests(ledger, ledger.missing(), limits))
      list.push_back(request.header());
    return list;
  }
};

using Headers = std::vector<std::string>;

}  // namespace

TEST_CASE("gaps under the limit share a request") {
  Planned near{{{0, 10, {}}, {10 + 32 * 1024 - 1, 10, {}}}};
  CHECK(near.headers() == Headers{"0-32786"});
  Planned far{{{0, 10, {}}, {10 + 32 * 1024, 10, {}}}};
  CHECK(far.headers() == Headers{"0-9", "32778-32787"});
}

TEST_CASE("what is delivered is not asked for again") {
  Planned plan{{{0, 10, {}}, {10, 10, {}}, {20, 10, {}}}};
  plan.ledger.deliver(0, {});
  CHECK(plan.headers() == Headers{"10-29"});
  plan.ledger.deliver(2, {});
  CHECK(plan.headers() == Headers{"10-19"});
}

TEST_CASE("long runs are cut between pieces") {
  Planned plan{{{0, 40, {}}, {40, 40, {}}, {80, 40, {}}, {120, 200, {}}, {320, 1, {}}}};
  RangeLimits limits;
  limits.longest_request = 100;
  CHECK(plan.headers(limits) == Headers{"0-79", "80-119", "120-319", "320-320"});
}

TEST_CASE("memory bounds how many transfers run at a time") {
  CHECK(parallel_transfers(1, {}) == 6);
  CHECK(parallel_transfers(2 << 20, {}) == 6);
  CHECK(parallel_transfers(kMaxPieceLength, {}) == 3);
  CHECK(parallel_transfers(0, {}) == 6);
  RangeLimits limits;
  limits.memory = 1;
  CHECK(parallel_transfers(kMaxPieceLength, limits) == 1);
}

TEST_CASE("only the exact range is accepted") {
  CHECK(grants_range("bytes 0-9/100", 0, 10, 100));
  CHECK(grants_range("bytes 0-9/*", 0, 10, 100));
  for (const char* bad : {"", "bytes 0-9/101", "bytes 0-8/100", "bytes 1-9/100", "bytes 0-9",
                          "bytes 0-9/100, 20-29/100", "0-9/100", "bytes */100", "bytes 0-10/100"})
    CHECK_FALSE(grants_range(bad, 0, 10, 100));
}

TEST_CASE("requests are counted as they will be made") {
  CHECK(count_requests({}, 100) == 0);
  std::vector<Piece> pieces;
  constexpr std::uint32_t kLength = 4 * 1024 * 1024;
  for (std::uint64_t i = 0; i < 9; ++i) pieces.push_back({i * kLength, kLength, {}});
  CHECK(count_requests(pieces, 9ull * kLength) == 2);  // 32 MiB and the rest
  pieces.erase(pieces.begin() + 4);
  CHECK(count_requests(pieces, 9ull * kLength) == 2);
  pieces.erase(pieces.begin() + 1);
  CHECK(count_requests(pieces, 9ull * kLength) == 3);
}

TEST_CASE("scattered pieces are counted for mirrors that decline several ranges, too") {
  std::vector<Piece> pieces;
  for (std::uint64_t i = 0; i < 3; ++i) pieces.push_back({i * 6000, 1000, {}});
  CHECK(count_requests(pieces, 100'000) == 3);  // one, several, and all again
  pieces.clear();
  for (std::uint64_t i = 0; i < 1000; ++i) pieces.push_back({i * 6000, 1000, {}});
  CHECK(count_requests(pieces, 6'000'000) >= 1 + 1000 / 64);
}
