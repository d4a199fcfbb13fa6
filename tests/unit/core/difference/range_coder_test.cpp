#include "core/difference/range_coder.hpp"

#include <catch2/catch.hpp>
#include <random>
#include <vector>

using namespace switchback::difference;

namespace {

// Codes bits of which one in `rare` is 1, in three contexts, and numbers in between.
template <typename Coder>
std::vector<bool> code(Coder& coder, unsigned rare, std::size_t count, std::mt19937 random) {
  BitModel one, coarse[2], fine[8];
  std::vector<bool> bits;
  for (std::size_t i = 0; i < count; ++i) {
    const bool bit = random() % rare == 0;
    const std::uint64_t number = random();
    if (i % 3 == 0) bits.push_back(coder.bit(one, bit));
    if (i % 3 == 1) bits.push_back(coder.bit(coarse[i % 2], fine[i % 8], bit));
    if (i % 3 == 2) bits.push_back(coder.bit(one, coarse[i % 2], fine[i % 8], bit));
    if (i % 101 == 0) bits.push_back(coder.raw(32, number) == number);
  }
  return bits;
}

}  // namespace

TEST_CASE("bits are read as they were written, rare or not") {
  for (const unsigned rare : {1U, 2U, 3U, 100U, 100'000U, 4'000'000'000U})
    for (const std::size_t count : {0U, 1U, 2U, 7U, 1000U, 50'000U}) {
      RangeWriter writer;
      const auto written = code(writer, rare, count, std::mt19937(rare));
      const std::string bytes = writer.finish();
      RangeReader reader(bytes);
      CHECK(code(reader, rare, count, std::mt19937(rare)) == written);
      CHECK(reader.used_up());
    }
}

TEST_CASE("what is almost certain costs almost nothing") {
  RangeWriter writer;
  BitModel model;
  for (int i = 0; i < 1'000'000; ++i) writer.bit(model, false);
  CHECK(writer.finish().size() < 60);
}

TEST_CASE("a carry goes through bytes that are all ones") {
  // Bits at the very top of each range bring the coder's low end to the edge again and again.
  RangeWriter writer;
  BitModel model;
  for (int i = 0; i < 5000; ++i) writer.bit(model, i % 257 != 0);
  const std::string bytes = writer.finish();
  RangeReader reader(bytes);
  BitModel again;
  for (int i = 0; i < 5000; ++i) REQUIRE(reader.bit(again) == (i % 257 != 0));
}

TEST_CASE("bytes that end are followed by zeros") {
  RangeReader reader("");
  BitModel model;
  for (int i = 0; i < 100'000; ++i) REQUIRE_FALSE(reader.bit(model));
  CHECK(reader.raw(20) == 0);
}
