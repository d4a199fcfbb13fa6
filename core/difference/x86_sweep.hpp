// Finds the fields of x86-64 code that depend on where code and data stand: relative branches,
// displacements from the instruction pointer, and 32-bit numbers that may be addresses. Decodes
// instruction lengths only (Intel SDM, volume 2, chapter 2 and appendix A), so a sweep that begins
// inside an instruction finds its step within a few.
#pragma once

#include <cstdint>

#include "core/difference/field_kind.hpp"

namespace switchback::difference {

struct CodeField {
  std::uint32_t at = 0;   // offset of the four bytes
  std::uint32_t end = 0;  // offset of the next instruction, which relative fields count from
  FieldKind kind = FieldKind::call;
};

// What follows an opcode; see x86_sweep.cpp for the tables.
struct OpcodeShape {
  static constexpr std::uint8_t kModrm = 1, kByte = 2, kWord = 4, kDword = 8, kPrefix = 16,
                                kSpecial = 32;
};
extern const std::uint8_t kOneByteShapes[256];
extern const std::uint8_t kTwoByteShapes[256];

// What decode_instruction may read.
inline constexpr std::size_t kInstructionBytes = 24;

// One instruction at `code`, of which kInstructionBytes can be read. Gives its length and reports
// at most two fields, relative to `code`.
struct Instruction {
  std::uint32_t length = 1;
  std::uint32_t fields = 0;
  CodeField field[2];
};
inline void decode_instruction(const unsigned char* code, Instruction& out) {
  out.fields = 0;
  std::uint32_t at = 0;
  bool wide = false, narrow = false;
  unsigned opcode = code[0];
  while ((kOneByteShapes[opcode] & OpcodeShape::kPrefix) != 0 && at < 8) {
    narrow |= opcode == 0x66;
    wide = (opcode & 0xf8) == 0x48;
    opcode = code[++at];
  }
  ++at;
  unsigned shape = kOneByteShapes[opcode];
  std::uint32_t immediate = 0;
  FieldKind branch = FieldKind::call;
  bool relative = false, may_address = false;
  if ((shape & OpcodeShape::kSpecial) == 0) {
    may_address = (shape & OpcodeShape::kDword) != 0;
  } else if (opcode == 0x0f) {
    opcode = code[at++];
    shape = kTwoByteShapes[opcode];
    if (opcode == 0x38 || opcode == 0x3a) {
      shape = OpcodeShape::kModrm | (opcode == 0x3a ? OpcodeShape::kByte : 0);
      ++at;
    } else if ((opcode & 0xf0) == 0x80) {
      branch = FieldKind::branch;
      relative = true;
      shape = 0;
    }
  } else if (opcode == 0xc5) {
    ++at;
    opcode = code[at++];
    shape = kTwoByteShapes[opcode] | (opcode == 0x77 ? 0 : OpcodeShape::kModrm);
  } else if (opcode == 0xc4 || opcode == 0x62) {
    const unsigned map = code[at] & 7;
    at += opcode == 0xc4 ? 2 : 3;
    opcode = code[at++];
    shape = map == 1 ? kTwoByteShapes[opcode] : 0U;
    shape = (shape & OpcodeShape::kByte) | (map == 3 ? OpcodeShape::kByte : 0U);
    if (!(map == 1 && opcode == 0x77)) shape |= OpcodeShape::kModrm;
  } else if (opcode == 0xe8 || opcode == 0xe9) {
    branch = opcode == 0xe8 ? FieldKind::call : FieldKind::jump;
    relative = true;
    shape = 0;
  } else if ((opcode & 0xf8) == 0xb8) {
    shape = 0;
    if (wide)
      immediate = 8;
    else
      shape = OpcodeShape::kDword, may_address = true;
  } else if (opcode == 0xf6 || opcode == 0xf7) {
    shape = OpcodeShape::kModrm;
    if ((code[at] & 0x30) == 0) shape |= opcode == 0xf6 ? OpcodeShape::kByte : OpcodeShape::kDword;
  } else {
    immediate = 8;  // a0 to a3
    shape = 0;
  }
  if (relative) {
    out.field[out.fields++] = {at, at + 4, branch};
    out.length = at + 4;
    return;
  }
  if ((shape & OpcodeShape::kByte) != 0) immediate += 1;
  if ((shape & OpcodeShape::kWord) != 0) immediate += 2;
  if ((shape & OpcodeShape::kDword) != 0) {
    if (narrow) may_address = false;
    immediate += narrow ? 2 : 4;
  }
  if ((shape & OpcodeShape::kModrm) != 0) {
    const unsigned modrm = code[at++];
    const unsigned mod = modrm >> 6;
    if (mod != 3) {
      unsigned displacement = mod == 1 ? 1 : mod == 2 ? 4 : 0;
      bool address = false;
      if ((modrm & 7) == 4) {
        const unsigned sib = code[at++];
        if (mod == 0 && (sib & 7) == 5) displacement = 4, address = true;
        if (mod == 2) address = true;
      } else if (mod == 0 && (modrm & 7) == 5) {
        out.field[out.fields++] = {at, at + 4 + immediate, FieldKind::relative};
        displacement = 4;
      } else if (mod == 2) {
        address = true;
      }
      if (address) out.field[out.fields++] = {at, 0, FieldKind::absolute};
      at += displacement;
    }
  }
  if (may_address && immediate == 4) out.field[out.fields++] = {at, 0, FieldKind::absolute};
  out.length = at + immediate;
}

}  // namespace switchback::difference
