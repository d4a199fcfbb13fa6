#include <catch2/catch.hpp>

#include "core/difference/encode/elf_parts.hpp"
#include "tests/unit/core/difference/round_trip.hpp"
#include "tests/unit/core/difference/sample_elf.hpp"

using namespace switchback;
using difference::PartKind;

TEST_CASE("the parts of a program are its sections, old and new side by side") {
  auto functions = test::sample_functions(10, 1);
  const std::string before = test::sample_elf(functions);
  test::insert_function(functions, 3, {"\x90\x90", {0, 1}});
  const std::string after = test::sample_elf(functions);
  const auto image = difference::elf_parts(before, after);
  REQUIRE(image.parts.size() == 2);
  CHECK_FALSE(image.fixed);
  CHECK(image.parts[0].kind == PartKind::x86);
  CHECK(image.parts[0].old_offset == 64);
  CHECK(image.parts[0].old_address == 0x10040);
  CHECK(image.parts[0].new_size > image.parts[0].old_size);
  CHECK(image.parts[1].kind == PartKind::words);
  CHECK(image.parts[1].old_size == 80);
  CHECK(image.parts[1].new_size == 88);
}

TEST_CASE("calls and addresses that moved cost nothing where their targets' ways are known") {
  const auto machine = GENERATE(test::SampleMachine::x86, test::SampleMachine::arm);
  constexpr std::size_t kFunctions = 1000;
  auto functions = test::sample_functions(kFunctions, 2);
  const std::string before = test::sample_elf(functions, machine);
  for (const std::size_t at : {900U, 500U, 100U})
    test::insert_function(functions, at, {test::noise(20, static_cast<unsigned>(at)), {5, 700}});
  const std::string after = test::sample_elf(functions, machine);
  // Half of 4,000 calls and all 4,000 loads and 1,000 addresses differ.
  const auto made = test::checked_difference(before, after);
  CHECK(made.size() < 1500);
}

TEST_CASE("functions in another order are found, with their calls") {
  auto functions = test::sample_functions(400, 3);
  const std::string before = test::sample_elf(functions);
  std::vector<test::SampleFunction> turned(functions.begin() + 200, functions.end());
  turned.insert(turned.end(), functions.begin(), functions.begin() + 200);
  for (auto& function : turned)
    for (std::size_t& callee : function.calls) callee = (callee + 200) % 400;
  CHECK(test::checked_difference(before, test::sample_elf(turned)).size() < 500);
}

TEST_CASE("a damaged executable is a file like any other") {
  auto functions = test::sample_functions(50, 4);
  const std::string before = test::sample_elf(functions);
  test::insert_function(functions, 20, {"\x90", {1}});
  const std::string after = test::sample_elf(functions);
  for (std::size_t at = 0; at < 64; ++at) {
    std::string damaged = before;
    damaged[at] = static_cast<char>(~damaged[at]);
    test::checked_difference(damaged, after);
    test::checked_difference(after, damaged);
  }
  for (std::size_t size = 0; size < before.size(); size += 97) {
    test::checked_difference(before.substr(0, size), after);
    test::checked_difference(before, after.substr(0, size));
  }
  // Each byte of the section headers, which stand at the end.
  for (std::size_t at = before.size() - 256; at < before.size(); ++at) {
    std::string damaged = before;
    damaged[at] = '\xff';
    test::checked_difference(damaged, after);
  }
}
