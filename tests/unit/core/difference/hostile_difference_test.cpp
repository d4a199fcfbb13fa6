// Differences from a hostile server: they are refused or give other bytes, and nothing else
// happens.
#include <catch2/catch.hpp>

#include "base/errors.hpp"
#include "core/difference/literals.hpp"
#include "core/difference/plan.hpp"
#include "tests/unit/core/difference/round_trip.hpp"
#include "tests/unit/core/difference/sample_elf.hpp"

using namespace switchback;
using difference::Copy;
using difference::DifferencePlan;

namespace {

struct Sample {
  std::string before, after;
  difference::Difference made;
};

Sample sample() {
  auto functions = test::sample_functions(12, 6);
  Sample made{test::sample_elf(functions), {}, {}};
  test::insert_function(functions, 5, {test::noise(10, 1), {1, 2}});
  made.after = test::sample_elf(functions);
  made.made = test::checked_difference(made.before, made.after);
  return made;
}

// Whether a damaged difference is refused, or gives what differs.
bool is_noticed(const Sample& sample, const difference::Difference& damaged) {
  try {
    return test::decoded(damaged, sample.before) != sample.after;
  } catch (const TrustError& refused) {
    return refused.code() == "trust-format";
  }
}

void refused(std::vector<Copy> copies, std::vector<difference::Part> parts = {}) {
  const std::string plan =
      DifferencePlan(100, 100, {false, std::move(parts)}, std::move(copies)).encode();
  CHECK_THROWS_AS(DifferencePlan::parse(plan), TrustError);
}

}  // namespace

TEST_CASE("a difference cut short anywhere is refused or gives other bytes") {
  const Sample good = sample();
  for (std::size_t size = 0; size < good.made.plan.size(); ++size) {
    auto damaged = good.made;
    damaged.plan.resize(size);
    // Sizes that were read as others are not decoded for: a signed size is compared before.
    try {
      if (DifferencePlan::parse(damaged.plan).new_size != good.after.size()) continue;
    } catch (const TrustError&) {
      continue;
    }
    CHECK(is_noticed(good, damaged));
  }
  for (std::size_t size = 0; size < good.made.frames[0].size(); ++size) {
    auto damaged = good.made;
    damaged.frames[0].resize(size);
    CHECK(is_noticed(good, damaged));
  }
}

TEST_CASE("a bit turned anywhere is refused or gives other bytes") {
  const Sample good = sample();
  unsigned same = 0;
  for (std::size_t bit = 0; bit < good.made.frames[0].size() * 8; ++bit) {
    auto damaged = good.made;
    damaged.frames[0][bit / 8] = static_cast<char>(damaged.frames[0][bit / 8] ^ (1 << (bit % 8)));
    if (!is_noticed(good, damaged)) ++same;
  }
  // The last bits that a coder writes may say the same either way.
  CHECK(same <= 16);
  for (std::size_t bit = 0; bit < good.made.plan.size() * 8; ++bit) {
    auto damaged = good.made;
    damaged.plan[bit / 8] = static_cast<char>(damaged.plan[bit / 8] ^ (1 << (bit % 8)));
    try {
      const auto plan = DifferencePlan::parse(damaged.plan);
      if (plan.new_size == good.after.size()) is_noticed(good, damaged);
    } catch (const TrustError&) {
      continue;
    }
  }
}

TEST_CASE("bytes after a plan, a frame's changes or its literals are refused") {
  const Sample good = sample();
  CHECK_THROWS_AS(DifferencePlan::parse(good.made.plan + std::string(9, 'x')), TrustError);
  auto damaged = good.made;
  damaged.frames[0] += 'x';
  CHECK_THROWS_AS(test::decoded(damaged, good.before), TrustError);
  damaged = good.made;
  damaged.frames[0].insert(4, std::string(40, 'x'));
  damaged.frames[0][0] = static_cast<char>(damaged.frames[0][0] + 40);
  CHECK(is_noticed(good, damaged));
}

TEST_CASE("a plan of an unknown version is refused") {
  std::string plan = sample().made.plan;
  plan[0] = 2;
  CHECK_THROWS_AS(DifferencePlan::parse(plan), TrustError);
}

TEST_CASE("copies out of either file are refused") {
  refused({{50, 0, 51}});
  refused({{101, 0, 1}});
  refused({{0, 90, 11}});
  refused({{0, 0, 60}, {0, 60, 41}});
  refused({{~std::uint64_t{0}, 0, 2}});
  CHECK_NOTHROW(
      DifferencePlan::parse(DifferencePlan(100, 100, {}, {{50, 0, 50}, {0, 50, 50}}).encode()));
}

TEST_CASE("parts out of either file, or at impossible addresses, are refused") {
  using Kind = difference::PartKind;
  const auto part = [](auto change) {
    difference::Part made;
    made.kind = Kind::x86;
    made.loaded = true;
    change(made);
    return made;
  };
  refused({}, {part([](auto& p) { p.old_offset = 101; })});
  refused({}, {part([](auto& p) { p.old_size = 101; })});
  refused({}, {part([](auto& p) { p.new_offset = 50, p.new_size = 51; })});
  refused({}, {part([](auto& p) { p.old_address = std::uint64_t{1} << 49; })});
  refused({}, {part([](auto& p) { p.old_span = std::uint64_t{1} << 49; })});
  refused({}, {part([](auto& p) { p.new_address = std::uint64_t{1} << 49; })});
  refused({}, {part([](auto& p) { p.kind = static_cast<Kind>(7); })});
}

TEST_CASE("a frame for another old file, or another frame's room, is refused") {
  const Sample good = sample();
  const auto plan = DifferencePlan::parse(good.made.plan);
  std::vector<unsigned char> content(good.after.size());
  const auto decode = [&](std::string_view old_file, std::uint64_t frame, std::size_t room) {
    difference::decode_frame(plan, old_file, frame, good.made.frames[0], {content.data(), room});
  };
  CHECK_THROWS_AS(decode(good.before + "x", 0, content.size()), TrustError);
  CHECK_THROWS_AS(decode(good.before, 1, content.size()), TrustError);
  CHECK_THROWS_AS(decode(good.before, 0, content.size() - 1), TrustError);
  CHECK_NOTHROW(decode(good.before, 0, content.size()));
}

TEST_CASE("literals that are too few, too many or no stream are refused") {
  std::vector<unsigned char> content(100);
  const std::vector<Copy> pieces{{0, 10, 50}};
  const auto fill = [&](std::string_view compressed) {
    difference::decompress_literals(compressed, pieces, content);
  };
  fill(difference::compress_literals(std::string(50, 'a')));
  CHECK(content[9] == 'a');
  CHECK(content[10] == 0);
  CHECK(content[99] == 'a');
  CHECK_THROWS_AS(fill(difference::compress_literals(std::string(49, 'a'))), TrustError);
  CHECK_THROWS_AS(fill(difference::compress_literals(std::string(51, 'a'))), TrustError);
  CHECK_THROWS_AS(fill(""), TrustError);
  CHECK_THROWS_AS(fill(test::noise(60, 1)), TrustError);
}
