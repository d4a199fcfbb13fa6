// The fields of AArch64 code that depend on where code and data stand (Arm ARM, C4): every
// instruction is four bytes, so they are found without a sweep.
#pragma once

#include <cstdint>

namespace switchback::difference {

inline bool is_arm_branch(std::uint32_t word) {  // B, BL
  return (word & 0x7c000000U) == 0x14000000U;
}
inline bool is_arm_page(std::uint32_t word) {  // ADRP
  return (word & 0x9f000000U) == 0x90000000U;
}
// How many instructions after an ADRP its low bits are looked for.
inline constexpr unsigned kArmLookahead = 8;

// In bytes from the instruction.
inline std::uint32_t arm_branch_distance(std::uint32_t word) {
  return static_cast<std::uint32_t>(static_cast<std::int32_t>(word << 6) >> 4);
}
inline std::uint32_t with_arm_branch_distance(std::uint32_t word, std::uint32_t distance) {
  return (word & 0xfc000000U) | ((distance >> 2) & 0x03ffffffU);
}
// In pages of 4 KiB from the instruction's own.
inline std::uint32_t arm_pages(std::uint32_t word) {
  const std::uint32_t pages = ((word >> 5 & 0x7ffffU) << 2) | (word >> 29 & 3U);
  return static_cast<std::uint32_t>(static_cast<std::int32_t>(pages << 11) >> 11);
}
inline std::uint32_t with_arm_pages(std::uint32_t word, std::uint32_t pages) {
  return (word & 0x9f00001fU) | (pages & 3U) << 29 | (pages >> 2 & 0x7ffffU) << 5;
}

// ADD, LDR or STR with the address' low twelve bits, on the register that ADRP `page` has set.
struct ArmLow {
  bool found = false;
  unsigned scale = 0;  // the number is in units of 2^scale
};
inline ArmLow arm_low(std::uint32_t page, std::uint32_t word) {
  if ((word >> 5 & 31U) != (page & 31U)) return {};
  if ((word & 0xffc00000U) == 0x91000000U) return {true, 0};
  if ((word & 0x3b000000U) != 0x39000000U) return {};
  const bool quad = (word & 0x04800000U) == 0x04800000U && (word >> 30) == 0;
  return {true, quad ? 4U : word >> 30};
}
inline std::uint32_t arm_low_bits(std::uint32_t word, unsigned scale) {
  return (word >> 10 & 0xfffU) << scale & 0xfffU;
}
inline std::uint32_t with_arm_low_bits(std::uint32_t word, unsigned scale, std::uint32_t bits) {
  return (word & ~0x003ffc00U) | (bits >> scale & 0xfffU) << 10;
}

}  // namespace switchback::difference
