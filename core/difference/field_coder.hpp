// Fields of an executable that depend on where things stand: each is predicted from where its
// target went, and only what is predicted wrongly costs more than a fraction of a bit.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <span>
#include <type_traits>
#include <vector>

#include "core/difference/address_map.hpp"
#include "core/difference/field_kind.hpp"
#include "core/difference/number_model.hpp"

namespace switchback::difference {

template <typename Word>
Word load(const unsigned char* from) {
  Word word;
  std::memcpy(&word, from, sizeof(word));
  return word;
}
inline std::uint64_t widened(std::uint32_t value) {
  return static_cast<std::uint64_t>(static_cast<std::int64_t>(static_cast<std::int32_t>(value)));
}
inline std::uint64_t widened(std::uint64_t value) {
  return value;
}

template <typename Coder>
class FieldCoder {
 public:
  FieldCoder(Coder& coder, const AddressMap& addresses) : coder_(coder), addresses_(addresses) {}

  // How a field holds an address.
  enum class Form : std::uint8_t {
    difference,     // address - base
    distance_back,  // base - address
    unsigned_address,
    page,  // pages of 4 KiB from the base's
    low,   // twelve bits
  };
  struct Field {
    FieldKind kind = FieldKind::call;
    std::uint64_t target = 0;  // in the old program
    std::uint64_t base = 0;    // what a new address is told from
    Form form = Form::difference;
  };

  // The new value of a field that had `old_value`; `actual` is what it is to be, for a coder that
  // writes. Where this is no field after all, the old value, whatever is to be.
  template <typename Word>
  Word code(const Field& field, Word old_value, Word actual) {
    const auto mapped = addresses_.of(field.target);
    if (mapped.trust == Trust::unknown) return old_value;
    const auto kind = static_cast<unsigned>(field.kind);
    Learned& learned = learned_[(field.target * kSpread) >> (64 - kLearnedBits)];
    const bool learns = field.form < Form::page;  // the others hold too little of an address
    const bool known = learns && learned.target == field.target && field.target != 0;
    const bool differ = known && learned.address != mapped.address;
    const bool use_learned = differ && learning_[kind] >= 0;
    const Word by_map = value_of<Word>(field, mapped.address);
    const Word by_learning = differ ? value_of<Word>(field, learned.address) : by_map;
    const Word predicted = use_learned ? by_learning : by_map;
    if (predicted == old_value && !is_certain(field.kind)) return old_value;

    const unsigned trust = static_cast<unsigned>(mapped.trust);
    unsigned& history = history_[kind];
    const bool miss = coder_.bit(miss_[kind][differ  ? 4
                                             : known ? 3
                                                     : trust][history],
                                 actual != predicted);
    history = (history << 1 | (miss ? 1U : 0U)) & 7;
    if (!miss)
      actual = predicted;
    else if (!(differ && coder_.bit(other_[kind], actual == (use_learned ? by_map : by_learning))))
      actual = corrected(kind, trust, predicted, old_value, actual);
    else
      actual = use_learned ? by_map : by_learning;
    if (differ && by_map != by_learning && (actual == by_map || actual == by_learning))
      learning_[kind] = std::clamp(learning_[kind] + (actual == by_learning ? 1 : -1), -8, 8);
    if (learns && (known || miss)) learned = {field.target, address_of(field, actual)};
    return actual;
  }

 private:
  struct Learned {
    std::uint64_t target = 0, address = 0;
  };
  static constexpr unsigned kLearnedBits = 14;
  static constexpr std::uint64_t kSpread = 0x9e3779b97f4a7c15ULL;
  static constexpr unsigned kRecent = 4;

  // Fields that are no guess: also those that stay the same are worth the model's attention.
  static bool is_certain(FieldKind kind) { return kind < FieldKind::absolute; }
  template <typename Word>
  static Word value_of(const Field& field, std::uint64_t address) {
    if (field.form == Form::distance_back) return static_cast<Word>(field.base - address);
    if (field.form == Form::page) return static_cast<Word>((address >> 12) - (field.base >> 12));
    if (field.form == Form::low) return static_cast<Word>(address & 0xfff);
    return static_cast<Word>(address - field.base);
  }
  template <typename Word>
  static std::uint64_t address_of(const Field& field, Word value) {
    if (field.form == Form::unsigned_address) return value;
    return field.form == Form::distance_back ? field.base - widened(value)
                                             : field.base + widened(value);
  }
  template <typename Word>
  Word corrected(unsigned kind, unsigned trust, Word predicted, Word old_value, Word actual) {
    if (coder_.bit(unchanged_[kind][trust], actual == old_value)) return old_value;
    using Signed = std::make_signed_t<Word>;
    std::uint64_t correction = folded(static_cast<Signed>(static_cast<Word>(actual - predicted)));
    auto& recent = recent_[kind];
    unsigned index = 0;
    if constexpr (!Coder::kReads)
      index = static_cast<unsigned>(std::find(recent, recent + kRecent, correction) - recent);
    unsigned i = 0;
    while (i < kRecent && !coder_.bit(repeats_[kind][i], index == i)) ++i;
    if (i < kRecent) {
      correction = recent[i];
    } else {
      correction = correction_[kind].code(coder_, correction);
      std::copy_backward(recent, recent + kRecent - 1, recent + kRecent);
      recent[0] = correction;
    }
    return static_cast<Word>(predicted + static_cast<Word>(unfolded(correction)));
  }

  Coder& coder_;
  const AddressMap& addresses_;
  std::vector<Learned> learned_ = std::vector<Learned>(std::size_t{1} << kLearnedBits);
  int learning_[kFieldKinds] = {};  // which of map and learning was right where they differed
  unsigned history_[kFieldKinds] = {};
  std::uint64_t recent_[kFieldKinds][kRecent] = {};
  BitModel miss_[kFieldKinds][5][8];
  BitModel other_[kFieldKinds];
  BitModel unchanged_[kFieldKinds][4];
  BitModel repeats_[kFieldKinds][kRecent];
  NumberModel correction_[kFieldKinds];
};

}  // namespace switchback::difference
