#include "core/difference/encode/field_mask.hpp"

#include <algorithm>
#include <cstring>
#include <vector>

#include "core/difference/arm_instruction.hpp"
#include "core/difference/frame_description.hpp"
#include "core/difference/x86_sweep.hpp"

namespace switchback::difference {
namespace {

struct Range {
  std::uint64_t offset, size;
};

// The ranges of one side that have addresses, by address.
class Addresses {
 public:
  Addresses(const Image& image, Side side) {
    for (const Part& part : image.parts) {
      if (!part.loaded) continue;
      if (side == Side::before)
        ranges_.push_back({part.old_address, part.old_span, part.old_offset, part.old_size});
      else
        ranges_.push_back({part.new_address, part.new_span, part.new_offset, part.new_size});
    }
    std::sort(ranges_.begin(), ranges_.end(),
              [](const auto& a, const auto& b) { return a.address < b.address; });
  }
  struct Range {
    std::uint64_t address, span, offset, size;
  };
  const Range* find(std::uint64_t address) const {
    auto it = std::upper_bound(ranges_.begin(), ranges_.end(), address,
                               [](std::uint64_t a, const Range& r) { return a < r.address; });
    if (it == ranges_.begin()) return nullptr;
    --it;
    return address - it->address < it->span ? &*it : nullptr;
  }

 private:
  std::vector<Range> ranges_;
};

// What stands at an address tells it from others wherever it stands.
std::uint32_t content_at(const Addresses& addresses, std::string_view text, std::uint64_t address) {
  const auto* range = addresses.find(address);
  if (range == nullptr) return 0;
  const std::uint64_t within = address - range->address;
  if (within + 8 > range->size) return 1;
  std::uint64_t content = 0;
  std::memcpy(&content, text.data() + range->offset + within, 8);
  return static_cast<std::uint32_t>((content * 0x9e3779b97f4a7c15ULL) >> 32) | 2;
}

void mask_x86(std::string_view file, bool fixed, const Addresses& addresses, const Range& range,
              std::string& out) {
  if (range.size < 24) return;
  Instruction instruction;
  const auto* code = reinterpret_cast<const unsigned char*>(file.data()) + range.offset;
  for (std::uint64_t at = 0; at + 24 <= range.size; at += instruction.length) {
    decode_instruction(code + at, instruction);
    for (std::uint32_t i = 0; i < instruction.fields; ++i) {
      const CodeField& field = instruction.field[i];
      std::uint32_t value = 0;
      std::memcpy(&value, code + at + field.at, 4);
      if (field.kind == FieldKind::absolute) {
        if (!fixed || value < 0x10000 || addresses.find(value) == nullptr) continue;
      }
      std::memset(out.data() + range.offset + at + field.at, 0, 4);
    }
  }
}

void mask_arm(std::string_view file, const Range& range, std::string& out) {
  const auto word_at = [&](std::uint64_t at) {
    std::uint32_t word = 0;
    std::memcpy(&word, file.data() + range.offset + at, sizeof(word));
    return word;
  };
  const auto put = [&](std::uint64_t at, std::uint32_t word) {
    std::memcpy(out.data() + range.offset + at, &word, sizeof(word));
  };
  for (std::uint64_t at = 0; at + 4 <= range.size; at += 4) {
    const std::uint32_t word = word_at(at);
    if (is_arm_branch(word)) put(at, with_arm_branch_distance(word, 0));
    if (!is_arm_page(word)) continue;
    put(at, with_arm_pages(word, 0));
    for (std::uint64_t low_at = at + 4;
         low_at <= at + 4 * kArmLookahead && low_at + 4 <= range.size; low_at += 4) {
      const std::uint32_t low_word = word_at(low_at);
      const ArmLow low = arm_low(word, low_word);
      if (!low.found) continue;
      put(low_at, with_arm_low_bits(low_word, low.scale, 0));
      break;
    }
  }
}

void mask_words(std::string_view text, const Addresses& addresses, const Range& range,
                std::string& out) {
  for (std::uint64_t at = 0; at + 8 <= range.size; at += 8) {
    std::uint64_t value = 0;
    std::memcpy(&value, text.data() + range.offset + at, 8);
    if (value < 0x1000) continue;
    const std::uint32_t content = content_at(addresses, text, value);
    if (content != 0) std::memcpy(out.data() + range.offset + at, &content, 4);
  }
}

// Pairs of a function and its record; the record is told from others by the word after its first
// two.
void mask_based(std::string_view text, const Addresses& addresses, const Range& range,
                std::uint64_t address, std::string& out) {
  for (std::uint64_t at = (4 - range.offset % 4) % 4; at + 4 <= range.size; at += 4) {
    std::int32_t value = 0;
    std::memcpy(&value, text.data() + range.offset + at, 4);
    const bool record = at >= 12 && (at - 12) % 8 == 4;
    const std::uint32_t content = content_at(
        addresses, text,
        address + (record ? 8 : 0) + static_cast<std::uint64_t>(static_cast<std::int64_t>(value)));
    if (content != 0) std::memcpy(out.data() + range.offset + at, &content, 4);
  }
}

void mask_frames(std::string_view text, const Addresses& addresses, const Range& range,
                 std::uint64_t address, std::string& out) {
  for (std::uint64_t at = (4 - range.offset % 4) % 4; at + 8 <= range.size; at += 4) {
    std::uint32_t back = 0;
    std::int32_t value = 0;
    std::memcpy(&back, text.data() + range.offset + at, 4);
    if (!describes_frame(text, range.offset, range.offset + at, back)) continue;
    std::memset(out.data() + range.offset + at, 0, 4);
    std::memcpy(&value, text.data() + range.offset + at + 4, 4);
    const std::uint32_t content =
        content_at(addresses, text,
                   address + at + 4 + static_cast<std::uint64_t>(static_cast<std::int64_t>(value)));
    std::memcpy(out.data() + range.offset + at + 4, &content, 4);
    if (at + 17 <= range.size && text[range.offset + at + 12] == 4)
      std::memset(out.data() + range.offset + at + 13, 0, 4);
  }
}

}  // namespace

std::string masked(std::string_view file, const Image& image, Side side) {
  const Addresses addresses(image, side);
  std::string code(file);
  const auto range_of = [&](const Part& part) {
    return side == Side::before ? Range{part.old_offset, part.old_size}
                                : Range{part.new_offset, part.new_size};
  };
  for (const Part& part : image.parts) {
    if (part.kind == PartKind::x86) mask_x86(file, image.fixed, addresses, range_of(part), code);
    if (part.kind == PartKind::arm) mask_arm(file, range_of(part), code);
  }
  std::string out = code;
  const auto mask_words_of = [&](const std::string& text, bool data) {
    for (const Part& part : image.parts)
      if (part.kind == PartKind::words && part.data == data)
        mask_words(text, addresses, range_of(part), out);
  };
  mask_words_of(code, true);
  const auto address_of = [&](const Part& part) {
    return side == Side::before ? part.old_address : part.new_address;
  };
  for (const Part& part : image.parts)
    if (part.kind == PartKind::frames)
      mask_frames(code, addresses, range_of(part), address_of(part), out);
  const std::string text = out;  // the linker's tables name the program's data
  mask_words_of(text, false);
  for (const Part& part : image.parts)
    if (part.kind == PartKind::frame_table)
      mask_based(text, addresses, range_of(part), address_of(part), out);
  return out;
}

}  // namespace switchback::difference
