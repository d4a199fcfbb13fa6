// Which bytes of a copied range of an old executable are fields: found in the old bytes, which both
// sides have, and handed to a FieldCoder.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string_view>

#include "core/difference/arm_instruction.hpp"
#include "core/difference/copy_map.hpp"
#include "core/difference/field_coder.hpp"
#include "core/difference/frame_description.hpp"
#include "core/difference/x86_sweep.hpp"

namespace switchback::difference {

// A copied range inside one part of each side.
struct CopiedRange {
  const Part& before;
  const Part& after;
  std::uint64_t old_offset = 0;  // in the file, as is
  std::uint64_t new_offset = 0;
  std::uint64_t length = 0;
  unsigned char* place = nullptr;        // of the new bytes
  const unsigned char* truth = nullptr;  // what they are to be, for a coder that writes

  std::uint64_t old_address() const {
    return before.old_address + (old_offset - before.old_offset);
  }
  std::uint64_t new_address() const { return after.new_address + (new_offset - after.new_offset); }
};

template <typename Coder>
class CodeFields {
 public:
  CodeFields(Coder& coder, const AddressMap& addresses, bool fixed, std::string_view old_file)
      : fields_(coder, addresses), fixed_(fixed), old_(old_file) {}

  void code(const CopiedRange& range) {
    switch (range.before.kind) {
      case PartKind::x86:
        return x86(range);
      case PartKind::arm:
        return arm(range);
      case PartKind::words:
        return words(range);
      case PartKind::frames:
        return frames(range);
      case PartKind::frame_table:
        return frame_table(range);
      case PartKind::plain:
        return;
    }
  }

 private:
  using Fields = FieldCoder<Coder>;
  using Form = typename Fields::Form;
  static constexpr std::uint64_t kLead = 32;  // bytes before a copy in which a sweep finds its step
  static constexpr std::uint64_t kLowestAddress = 0x1000;

  const unsigned char* old_at(std::uint64_t offset) const {
    return reinterpret_cast<const unsigned char*>(old_.data()) + offset;
  }
  template <typename Word>
  void field(const CopiedRange& range, std::uint64_t at, const typename Fields::Field& field) {
    const Word made = fields_.code(field, load<Word>(old_at(range.old_offset + at)),
                                   range.truth == nullptr ? Word{} : load<Word>(range.truth + at));
    std::memcpy(range.place + at, &made, sizeof(made));
  }

  void x86(const CopiedRange& range) {
    const std::uint64_t lead = std::min(kLead, range.old_offset - range.before.old_offset);
    const std::uint64_t begin = range.old_offset - lead;
    const std::uint64_t end = range.old_offset + range.length;
    Instruction instruction;
    for (std::uint64_t at = begin; at < end && old_.size() - at >= kInstructionBytes;
         at += instruction.length) {
      decode_instruction(old_at(at), instruction);
      for (std::uint32_t i = 0; i < instruction.fields; ++i) {
        const CodeField& found = instruction.field[i];
        const std::uint64_t where = at + found.at;
        if (where >= range.old_offset && where + 4 <= end)
          instruction_field(range, found, where - range.old_offset,
                            at + found.end - range.old_offset);
      }
    }
  }
  // The field at `at`, which counts from `end`; both modulo 2^64.
  void instruction_field(const CopiedRange& range, const CodeField& found, std::uint64_t at,
                         std::uint64_t end) {
    const auto value = load<std::uint32_t>(old_at(range.old_offset + at));
    if (found.kind == FieldKind::absolute) {
      if (fixed_ && value >= 16 * kLowestAddress)
        field<std::uint32_t>(range, at, {found.kind, value, 0, Form::unsigned_address});
      return;
    }
    const std::uint64_t target = range.old_address() + end + widened(value);
    // What points into the same copy goes along with it.
    if (target - range.old_address() < range.length) return;
    field<std::uint32_t>(range, at,
                         {found.kind, target, range.new_address() + end, Form::difference});
  }

  void arm(const CopiedRange& range) {
    for (std::uint64_t at = first(range, range.before.old_offset, 4); at + 4 <= range.length;
         at += 4) {
      const auto word = load<std::uint32_t>(old_at(range.old_offset + at));
      if (is_arm_branch(word)) arm_branch(range, at, word);
      if (is_arm_page(word)) arm_page(range, at, word);
    }
  }
  void arm_branch(const CopiedRange& range, std::uint64_t at, std::uint32_t word) {
    const std::uint32_t distance = arm_branch_distance(word);
    const std::uint64_t target = range.old_address() + at + widened(distance);
    if (target - range.old_address() < range.length) return;
    const std::uint32_t made =
        fields_.code({FieldKind::arm_branch, target, range.new_address() + at, Form::difference},
                     distance, arm_branch_distance(true_word(range, at)));
    put(range, at, with_arm_branch_distance(word, made));
  }
  // An address in two instructions: its page, and in one of the next few the bits below.
  void arm_page(const CopiedRange& range, std::uint64_t at, std::uint32_t word) {
    const std::uint64_t page =
        (range.old_address() + at) / 4096 * 4096 + 4096 * widened(arm_pages(word));
    std::uint64_t low_at = at;
    ArmLow low;
    std::uint32_t low_word = 0;
    while (!low.found && low_at < at + 4 * kArmLookahead && low_at + 8 <= range.length) {
      low_at += 4;
      low_word = load<std::uint32_t>(old_at(range.old_offset + low_at));
      low = arm_low(word, low_word);
    }
    const std::uint32_t bits = low.found ? arm_low_bits(low_word, low.scale) : 0;
    const std::uint64_t target = page + bits;
    const std::uint32_t pages =
        fields_.code({FieldKind::arm_page, target, range.new_address() + at, Form::page},
                     arm_pages(word), arm_pages(true_word(range, at)));
    put(range, at, with_arm_pages(word, pages));
    if (!low.found) return;
    const std::uint32_t made = fields_.code({FieldKind::arm_low, target, 0, Form::low}, bits,
                                            arm_low_bits(true_word(range, low_at), low.scale));
    put(range, low_at, with_arm_low_bits(low_word, low.scale, made));
  }
  static std::uint32_t true_word(const CopiedRange& range, std::uint64_t at) {
    return range.truth == nullptr ? 0 : load<std::uint32_t>(range.truth + at);
  }
  static void put(const CopiedRange& range, std::uint64_t at, std::uint32_t word) {
    std::memcpy(range.place + at, &word, sizeof(word));
  }

  // The first multiple of `unit`, counted from `begin` of the old file, in a range.
  static std::uint64_t first(const CopiedRange& range, std::uint64_t begin, std::uint64_t unit) {
    return (unit - (range.old_offset - begin) % unit) % unit;
  }
  void words(const CopiedRange& range) {
    for (std::uint64_t at = first(range, range.before.old_offset, 8); at + 8 <= range.length;
         at += 8) {
      const auto value = load<std::uint64_t>(old_at(range.old_offset + at));
      if (value >= kLowestAddress)
        field<std::uint64_t>(range, at, {FieldKind::word, value, 0, Form::unsigned_address});
    }
  }
  void frames(const CopiedRange& range) {
    for (std::uint64_t at = first(range, 0, 4); at + 4 <= range.length; at += 4) {
      const std::uint64_t offset = range.old_offset + at;
      const auto back = load<std::uint32_t>(old_at(offset));
      if (!describes_frame(old_, range.before.old_offset, offset, back)) continue;
      field<std::uint32_t>(range, at,
                           {FieldKind::description, range.old_address() + at - back,
                            range.new_address() + at, Form::distance_back});
      if (at + 8 <= range.length) pointer(range, at + 4, FieldKind::begin);
      if (at + 17 <= range.length && *old_at(offset + 12) == 4)
        pointer(range, at + 13, FieldKind::exceptions);
    }
  }
  // A word that counts from where it stands.
  void pointer(const CopiedRange& range, std::uint64_t at, FieldKind kind) {
    const auto value = load<std::uint32_t>(old_at(range.old_offset + at));
    if (value != 0)
      field<std::uint32_t>(range, at,
                           {kind, range.old_address() + at + widened(value),
                            range.new_address() + at, Form::difference});
  }
  void frame_table(const CopiedRange& range) {
    for (std::uint64_t at = first(range, 0, 4); at + 4 <= range.length; at += 4) {
      const auto value = load<std::uint32_t>(old_at(range.old_offset + at));
      field<std::uint32_t>(range, at,
                           {FieldKind::based, range.before.old_address + widened(value),
                            range.after.new_address, Form::difference});
    }
  }

  Fields fields_;
  bool fixed_;
  std::string_view old_;
};

}  // namespace switchback::difference
