#include "core/transport/range_groups.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <random>

using namespace switchback;

namespace {

// `count` ranges of `length` bytes, each `step` after the one before.
std::vector<RangeRequest> ranges(std::size_t count, std::uint64_t length, std::uint64_t step) {
  std::vector<RangeRequest> list;
  for (std::size_t i = 0; i < count; ++i) list.push_back({i * step, i * step + length, {i}});
  return list;
}

std::vector<std::size_t> sizes(const std::vector<RangeGroup>& groups) {
  std::vector<std::size_t> list;
  list.reserve(groups.size());
  for (const RangeGroup& group : groups) list.push_back(group.ranges.size());
  return list;
}

using Sizes = std::vector<std::size_t>;

}  // namespace

TEST_CASE("little content shares one request") {
  const auto groups = group_ranges(ranges(5, 100, 10'000), 6, {});
  REQUIRE(groups.size() == 1);
  CHECK(groups[0].header() == "0-99,10000-10099,20000-20099,30000-30099,40000-40099");
  CHECK(groups[0].pieces() == std::vector<std::size_t>{0, 1, 2, 3, 4});
}

TEST_CASE("more content feeds all connections alike") {
  CHECK(sizes(group_ranges(ranges(60, 64 * 1024, 1 << 20), 6, {})) == Sizes(6, 10));
  CHECK(sizes(group_ranges(ranges(60, 64 * 1024, 1 << 20), 3, {})) == Sizes(3, 20));
  CHECK(sizes(group_ranges(ranges(3, 1 << 20, 2 << 20), 6, {})) == Sizes(3, 1));
}

TEST_CASE("no request is longer, has more ranges or a longer header than allowed") {
  CHECK(sizes(group_ranges(ranges(200, 1, 1000), 6, {})) == Sizes{64, 64, 64, 8});
  CHECK(sizes(group_ranges(ranges(9, 10 << 20, 11 << 20), 1, {})) == Sizes{3, 3, 3});
  GroupLimits limits;
  limits.longest_header = 13 + 2 * 14;
  CHECK(sizes(group_ranges(ranges(5, 100, 100'000), 1, limits)) == Sizes{2, 2, 1});
}

TEST_CASE("all limits hold for any ranges, and nothing is left out or moved") {
  std::mt19937 random(7);
  const GroupLimits limits;
  for (int round = 0; round < 200; ++round) {
    std::vector<RangeRequest> all;
    std::uint64_t at = 0;
    for (std::size_t left = 1 + random() % 300; left > 0; --left) {
      at += limits.gap + random() % (std::uint64_t{1} << (random() % 40));
      const std::uint64_t length = 1 + random() % (std::uint64_t{1} << (random() % 25));
      all.push_back({at, at + length, {all.size()}});
      at += length;
    }
    std::vector<std::size_t> pieces;
    for (const RangeGroup& group : group_ranges(all, 1 + random() % 6, limits)) {
      std::uint64_t length = 0;
      for (const RangeRequest& range : group.ranges) length += range.end - range.begin;
      REQUIRE((length <= limits.longest_request && group.ranges.size() <= limits.most_ranges));
      REQUIRE(("Range: bytes=" + group.header()).size() <= limits.longest_header);
      for (const std::size_t piece : group.pieces()) pieces.push_back(piece);
    }
    REQUIRE(pieces.size() == all.size());
    REQUIRE(std::is_sorted(pieces.begin(), pieces.end()));
  }
}

TEST_CASE("nothing to fetch makes no group") {
  CHECK(group_ranges({}, 6, {}).empty());
  CHECK(ungrouped({}).empty());
  CHECK(sizes(ungrouped(ranges(3, 1, 10))) == Sizes{1, 1, 1});
}

TEST_CASE("an answer covers ranges of the request, or neighbours joined") {
  const RangeGroup group{{{0, 10, {}}, {20, 30, {}}, {30'000, 30'010, {}}, {90'000, 90'001, {}}}};
  using Covered = std::pair<std::size_t, std::size_t>;
  CHECK(covered_by({0, 10, {}}, group) == Covered{0, 0});
  CHECK(covered_by({20, 30'010, {}}, group) == Covered{1, 2});
  CHECK(covered_by({90'000, 90'001, {}}, group) == Covered{3, 3});
  for (const ContentRange& other :
       {ContentRange{0, 9, {}}, ContentRange{1, 10, {}}, ContentRange{0, 11, {}},
        ContentRange{20, 10, {}}, ContentRange{10, 20, {}}, ContentRange{0, 90'002, {}},
        ContentRange{30'000, 90'001, {}}, ContentRange{90'001, 90'002, {}}})
    CHECK_FALSE(covered_by(other, group));
}
