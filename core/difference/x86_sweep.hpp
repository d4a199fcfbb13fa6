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

// Its parts are called once each, from the innermost loop.
class InstructionDecoder {
 public:
  InstructionDecoder(const unsigned char* code, Instruction& out) : code_(code), out_(out) {}

  void run() {
    out_.fields = 0;
    prefixes();
    opcode();
    if (relative_) {
      add_field(at_ + 4, branch_);
      out_.length = at_ + 4;
      return;
    }
    if (has(OpcodeShape::kByte)) immediate_ += 1;
    if (has(OpcodeShape::kWord)) immediate_ += 2;
    if (has(OpcodeShape::kDword)) immediate_ += narrow_ ? 2 : 4;
    if (has(OpcodeShape::kModrm)) operand();
    if (may_address_ && immediate_ == 4) add_field(0, FieldKind::absolute);
    out_.length = at_ + immediate_;
  }

 private:
  bool has(unsigned flag) const { return (shape_ & flag) != 0; }
  void add_field(std::uint32_t end, FieldKind kind) {
    out_.field[out_.fields++] = {at_, end, kind};
  }

  [[gnu::always_inline]] void prefixes() {
    opcode_ = code_[0];
    while ((kOneByteShapes[opcode_] & OpcodeShape::kPrefix) != 0 && at_ < 8) {
      narrow_ |= opcode_ == 0x66;
      wide_ = (opcode_ & 0xf8) == 0x48;
      opcode_ = code_[++at_];
    }
    ++at_;
  }

  [[gnu::always_inline]] void opcode() {
    shape_ = kOneByteShapes[opcode_];
    if (!has(OpcodeShape::kSpecial)) {
      may_address_ = has(OpcodeShape::kDword) && !narrow_;
    } else if (opcode_ == 0x0f) {
      two_byte_opcode();
    } else if (opcode_ == 0xc5 || opcode_ == 0xc4 || opcode_ == 0x62) {
      vector_opcode();
    } else if (opcode_ == 0xe8 || opcode_ == 0xe9) {
      relative_branch(opcode_ == 0xe8 ? FieldKind::call : FieldKind::jump);
    } else if ((opcode_ & 0xf8) == 0xb8) {
      shape_ = wide_ ? 0 : OpcodeShape::kDword;
      immediate_ = wide_ ? 8 : 0;
      may_address_ = !wide_ && !narrow_;
    } else if (opcode_ == 0xf6 || opcode_ == 0xf7) {
      shape_ = OpcodeShape::kModrm;
      if ((code_[at_] & 0x30) == 0)
        shape_ |= opcode_ == 0xf6 ? OpcodeShape::kByte : OpcodeShape::kDword;
    } else {
      immediate_ = 8;  // a0 to a3
      shape_ = 0;
    }
  }

  void relative_branch(FieldKind kind) {
    branch_ = kind;
    relative_ = true;
    shape_ = 0;
  }

  [[gnu::always_inline]] void two_byte_opcode() {
    opcode_ = code_[at_++];
    shape_ = kTwoByteShapes[opcode_];
    if (opcode_ == 0x38 || opcode_ == 0x3a) {
      shape_ = OpcodeShape::kModrm | (opcode_ == 0x3a ? OpcodeShape::kByte : 0);
      ++at_;
    } else if ((opcode_ & 0xf0) == 0x80) {
      relative_branch(FieldKind::branch);
    }
  }

  // VEX and EVEX.
  [[gnu::always_inline]] void vector_opcode() {
    constexpr unsigned kVzeroupper = 0x77;
    const bool short_form = opcode_ == 0xc5;
    const unsigned map = short_form ? 1 : code_[at_] & 7;
    at_ += short_form ? 1 : opcode_ == 0xc4 ? 2 : 3;
    opcode_ = code_[at_++];
    const unsigned table = map == 1 ? kTwoByteShapes[opcode_] : 0U;
    shape_ =
        short_form ? table : (table & OpcodeShape::kByte) | (map == 3 ? OpcodeShape::kByte : 0U);
    if (!(map == 1 && opcode_ == kVzeroupper)) shape_ |= OpcodeShape::kModrm;
  }

  // ModRM, SIB and displacement.
  [[gnu::always_inline]] void operand() {
    const unsigned modrm = code_[at_++];
    const unsigned mod = modrm >> 6;
    if (mod == 3) return;
    unsigned displacement = mod == 1 ? 1 : mod == 2 ? 4 : 0;
    bool address = mod == 2;
    if ((modrm & 7) == 4) {
      const unsigned sib = code_[at_++];
      if (mod == 0 && (sib & 7) == 5) displacement = 4, address = true;
    } else if (mod == 0 && (modrm & 7) == 5) {
      add_field(at_ + 4 + immediate_, FieldKind::relative);
      displacement = 4;
    }
    if (address) add_field(0, FieldKind::absolute);
    at_ += displacement;
  }

  const unsigned char* code_;
  Instruction& out_;
  std::uint32_t at_ = 0;
  bool wide_ = false, narrow_ = false, relative_ = false, may_address_ = false;
  unsigned opcode_ = 0, shape_ = 0;
  std::uint32_t immediate_ = 0;
  FieldKind branch_ = FieldKind::call;
};

inline void decode_instruction(const unsigned char* code, Instruction& out) {
  InstructionDecoder(code, out).run();
}

}  // namespace switchback::difference
