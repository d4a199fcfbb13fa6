#include "core/difference/encode/elf_parts.hpp"

#include <algorithm>
#include <cstring>
#include <optional>
#include <string>

namespace switchback::difference {
namespace {

constexpr std::uint16_t kExecutable = 2, kX86 = 62, kArm = 183;
constexpr std::uint32_t kSymbols = 2, kRela = 4, kDynamic = 6, kNoBits = 8, kDynamicSymbols = 11,
                        kInitArray = 14, kFiniArray = 15;
constexpr std::uint64_t kWritable = 1, kLoaded = 2, kCode = 4, kThread = 0x400;
constexpr std::size_t kMostSections = 1000;

template <typename Number>
Number number_at(std::string_view bytes, std::uint64_t at) {
  Number value{};
  if (at <= bytes.size() && sizeof(value) <= bytes.size() - at)
    std::memcpy(&value, bytes.data() + at, sizeof(value));
  return value;
}

struct Section {
  std::string name;
  std::uint32_t type = 0;
  std::uint64_t flags = 0, address = 0, offset = 0, size = 0;
  std::uint64_t file_size() const { return type == kNoBits ? 0 : size; }
};

struct Elf {
  std::uint16_t type = 0, machine = 0;
  std::vector<Section> sections;
};

Section section_at(std::string_view file, std::uint64_t header, std::uint64_t names) {
  Section section;
  section.type = number_at<std::uint32_t>(file, header + 4);
  section.flags = number_at<std::uint64_t>(file, header + 8);
  section.address = number_at<std::uint64_t>(file, header + 16);
  section.offset = number_at<std::uint64_t>(file, header + 24);
  section.size = number_at<std::uint64_t>(file, header + 32);
  const std::uint64_t name = names + number_at<std::uint32_t>(file, header);
  if (name < file.size()) section.name = file.substr(name, file.substr(name, 256).find('\0'));
  return section;
}

std::optional<Elf> read_elf(std::string_view file) {
  if (file.size() < 64 || file.substr(0, 6) != std::string_view("\177ELF\2\1", 6))
    return std::nullopt;
  Elf elf{number_at<std::uint16_t>(file, 16), number_at<std::uint16_t>(file, 18), {}};
  const auto headers = number_at<std::uint64_t>(file, 40);
  const std::size_t count = number_at<std::uint16_t>(file, 60);
  if (count > kMostSections || headers > file.size() || count * 64 > file.size() - headers)
    return std::nullopt;
  const std::uint64_t names =
      number_at<std::uint64_t>(file, headers + number_at<std::uint16_t>(file, 62) * 64U + 24);
  for (std::size_t i = 1; i < count; ++i) {
    const Section section = section_at(file, headers + i * 64, names);
    const bool within =
        section.offset <= file.size() && section.file_size() <= file.size() - section.offset;
    const bool thread = section.type == kNoBits && (section.flags & kThread) != 0;
    if (within && !thread && section.address < (std::uint64_t{1} << 48) &&
        section.size < (std::uint64_t{1} << 48))
      elf.sections.push_back(section);
  }
  return elf;
}

PartKind kind_of(const Section& section, std::uint16_t machine) {
  if ((section.flags & kCode) != 0) return machine == kX86 ? PartKind::x86 : PartKind::arm;
  if (section.name == ".eh_frame") return PartKind::frames;
  if (section.name == ".eh_frame_hdr") return PartKind::frame_table;
  switch (section.type) {
    case kSymbols:
    case kDynamicSymbols:
    case kRela:
    case kDynamic:
    case kInitArray:
    case kFiniArray:
      return PartKind::words;
    default:
      break;
  }
  if ((section.flags & (kWritable | kLoaded)) == (kWritable | kLoaded) && section.type != kNoBits)
    return PartKind::words;
  return PartKind::plain;
}

const Section* counterpart(const std::vector<Section>& sections, const Section& wanted) {
  for (const auto& section : sections)
    if (section.name == wanted.name && section.type == wanted.type) return &section;
  return nullptr;
}

bool is_useful(const Section& section) {
  return (section.flags & kLoaded) != 0 || section.type == kSymbols;
}

Part part_of(const Section* before, const Section* after, std::uint16_t machine) {
  // One of both is there.
  // cppcheck-suppress nullPointerRedundantCheck
  const Section& either = before != nullptr ? *before : *after;
  Part part;
  part.kind = kind_of(either, machine);
  part.data = either.type == 1;
  part.loaded = (either.flags & kLoaded) != 0;
  if (before != nullptr) {
    part.old_offset = before->offset;
    part.old_size = before->file_size();
    part.old_address = before->address;
    part.old_span = before->size;
  }
  if (after != nullptr) {
    part.new_offset = after->offset;
    part.new_size = after->file_size();
    part.new_address = after->address;
    part.new_span = after->size;
  }
  return part;
}

}  // namespace

Image elf_parts(std::string_view old_file, std::string_view new_file) {
  Image image;
  const auto before = read_elf(old_file);
  const auto after = read_elf(new_file);
  if (!before || !after || before->machine != after->machine ||
      (before->machine != kX86 && before->machine != kArm))
    return image;
  image.fixed = before->type == kExecutable;
  for (const auto& section : before->sections)
    if (is_useful(section))
      image.parts.push_back(
          part_of(&section, counterpart(after->sections, section), before->machine));
  for (const auto& section : after->sections)
    if (is_useful(section) && counterpart(before->sections, section) == nullptr)
      image.parts.push_back(part_of(nullptr, &section, before->machine));
  return image;
}

}  // namespace switchback::difference
