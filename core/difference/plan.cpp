#include "core/difference/plan.hpp"

#include <algorithm>
#include <utility>

#include "base/errors.hpp"
#include "core/difference/plan_model.hpp"
#include "core/difference/range_coder.hpp"

namespace switchback::difference {
namespace {

constexpr char kVersion = 1;
constexpr std::uint64_t kHighest = std::uint64_t{1} << 48;  // of sizes and addresses

[[noreturn]] void refuse(const char* what) {
  throw TrustError("trust-format", std::string("a difference's plan is damaged: ") + what);
}

bool within(std::uint64_t offset, std::uint64_t size, std::uint64_t all) {
  return offset <= all && size <= all - offset;
}

void check(const Part& part, std::uint64_t old_size, std::uint64_t new_size) {
  if (static_cast<std::uint8_t>(part.kind) >= kPartKinds) refuse("a part's kind");
  if (!within(part.old_offset, part.old_size, old_size)) refuse("a part of the old file");
  if (!within(part.new_offset, part.new_size, new_size)) refuse("a part of the new file");
  if (!within(part.old_address, part.old_span, kHighest) || part.new_address > kHighest)
    refuse("an address");
}

void check(const Copy& copy, std::uint64_t old_size, std::uint64_t new_size) {
  if (!within(copy.old_offset, copy.length, old_size)) refuse("a copy out of the old file");
  if (!within(copy.new_offset, copy.length, new_size)) refuse("a copy into the new file");
}

}  // namespace

DifferencePlan::DifferencePlan(std::uint64_t old_length, std::uint64_t new_length, Image parts,
                               std::vector<Copy> ranges)
    : old_size(old_length),
      new_size(new_length),
      image(std::move(parts)),
      copies(std::move(ranges)),
      destinations_(std::make_unique<Destinations>(copies, old_size)),
      addresses_(std::make_unique<AddressMap>(image, *destinations_)) {}

std::uint64_t DifferencePlan::frame_size(std::uint64_t frame) const {
  return std::min(kFrameContent, new_size - frame * kFrameContent);
}

std::string DifferencePlan::encode() const {
  RangeWriter coder;
  NumberModel number;
  number.code(coder, old_size);
  number.code(coder, new_size);
  number.code(coder, image.fixed ? 1 : 0);
  number.code(coder, image.parts.size());
  PartModel part_model;
  for (Part part : image.parts) part_model.code(coder, part);
  number.code(coder, copies.size());
  CopyModel copy_model;
  for (Copy copy : copies) copy_model.code(coder, copy);
  return kVersion + coder.finish();
}

DifferencePlan DifferencePlan::parse(std::string_view bytes) {
  if (bytes.empty() || bytes[0] != kVersion) refuse("its version is not known");
  RangeReader coder(bytes.substr(1));
  NumberModel number;
  const std::uint64_t old_size = number.code(coder, 0);
  const std::uint64_t new_size = number.code(coder, 0);
  if (old_size > kHighest || new_size > kHighest) refuse("a size");
  Image image;
  image.fixed = number.code(coder, 0) != 0;
  const std::uint64_t parts = number.code(coder, 0);
  if (parts > kMostParts) refuse("too many parts");
  PartModel part_model;
  for (std::uint64_t i = 0; i < parts; ++i) {
    part_model.code(coder, image.parts.emplace_back());
    check(image.parts.back(), old_size, new_size);
  }
  const std::uint64_t count = number.code(coder, 0);
  if (count > kMostCopies) refuse("too many copies");
  std::vector<Copy> copies;
  CopyModel copy_model;
  for (std::uint64_t i = 0; i < count; ++i) {
    copy_model.code(coder, copies.emplace_back());
    check(copies.back(), old_size, new_size);
  }
  if (!coder.used_up()) refuse("bytes after its end");
  return DifferencePlan(old_size, new_size, std::move(image), std::move(copies));
}

}  // namespace switchback::difference
