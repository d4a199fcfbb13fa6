#include "core/difference/arm_instruction.hpp"

#include <catch2/catch.hpp>

using namespace switchback::difference;

// Encodings as `objdump -d` shows them.
TEST_CASE("branches of AArch64 hold a distance in bytes") {
  CHECK(is_arm_branch(0x97ffffff));        // bl .-4
  CHECK(is_arm_branch(0x14000002));        // b .+8
  CHECK_FALSE(is_arm_branch(0xd65f03c0));  // ret
  CHECK(arm_branch_distance(0x97ffffff) == 0xfffffffc);
  CHECK(arm_branch_distance(0x14000002) == 8);
  for (const std::uint32_t distance : {0U, 4U, 0x7fffffcU, 0xf8000000U, 0xfffffffcU})
    CHECK(arm_branch_distance(with_arm_branch_distance(0x94000000, distance)) == distance);
  CHECK(with_arm_branch_distance(0x97ffffff, 8) == 0x94000002);
}

TEST_CASE("an address of AArch64 stands in two instructions") {
  CHECK(is_arm_page(0xb0000000));        // adrp x0, .+0x1000
  CHECK_FALSE(is_arm_page(0x10000000));  // adr x0, .
  CHECK(arm_pages(0xb0000000) == 1);
  CHECK(arm_pages(0xf0ffffe0) == 0xffffffff);
  for (const std::uint32_t pages : {0U, 1U, 5U, 0xfffffU, 0xfff00000U, 0xffffffffU})
    CHECK(arm_pages(with_arm_pages(0x90000003, pages)) == pages);
  CHECK(with_arm_pages(0xf0ffffe0, 1) == 0xb0000000);
}

TEST_CASE("the low bits of an address follow on the same register") {
  const std::uint32_t page = 0x90000003;          // adrp x3, .
  CHECK(arm_low(page, 0x91004063).found);         // add x3, x3, #16
  CHECK_FALSE(arm_low(page, 0x91004041).found);   // add x1, x2, #16
  const ArmLow quad = arm_low(page, 0x3dc00460);  // ldr q0, [x3, #16]
  CHECK((quad.found && quad.scale == 4));
  const ArmLow word = arm_low(page, 0xf9400860);  // ldr x0, [x3, #16]
  CHECK((word.found && word.scale == 3));
  CHECK(arm_low_bits(0xf9400860, 3) == 16);
  CHECK(with_arm_low_bits(0xf9400860, 3, 24) == 0xf9400c60);
}
