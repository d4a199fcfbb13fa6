#include "core/difference/number_model.hpp"

#include <catch2/catch.hpp>
#include <vector>

#include "core/difference/range_coder.hpp"

using namespace switchback::difference;

TEST_CASE("numbers are read as they were written, up to the greatest") {
  std::vector<std::uint64_t> numbers;
  for (unsigned bit = 0; bit < 63; ++bit)
    for (const std::uint64_t near : {0U, 1U, 2U})
      numbers.push_back((std::uint64_t{1} << bit) - 1 + near);
  numbers.push_back((std::uint64_t{1} << 63) - 1);
  RangeWriter writer;
  NumberModel model;
  TreeModel<5> tree;
  for (const std::uint64_t number : numbers) {
    model.code(writer, number);
    tree.code(writer, static_cast<std::uint32_t>(number % 32));
  }
  const std::string bytes = writer.finish();
  RangeReader reader(bytes);
  NumberModel read_model;
  TreeModel<5> read_tree;
  for (const std::uint64_t number : numbers) {
    CHECK(read_model.code(reader, 0) == number);
    CHECK(read_tree.code(reader, 0) == number % 32);
  }
}

TEST_CASE("signed numbers near zero fold to small ones") {
  for (const std::int64_t value : {0L, -1L, 1L, -2L, 1000L, -1000L, INT64_MAX, INT64_MIN})
    CHECK(unfolded(folded(value)) == value);
  CHECK(folded(0) == 0);
  CHECK(folded(-1) == 1);
  CHECK(folded(1) == 2);
}
