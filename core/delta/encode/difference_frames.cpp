#include "core/delta/encode/difference_frames.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "core/difference/encode/difference_encoder.hpp"

namespace switchback {
namespace {

constexpr std::string_view kElfMagic = "\177ELF";
// A shorter file that is no executable gains more from company in its frame.
constexpr std::uint64_t kLong = 1024 * 1024;
constexpr std::uint64_t kLookedAt = 64 * 1024;

EncodedFrame plan_frame(std::string plan, const DeltaRange& old_version) {
  const std::uint64_t length = plan.size();
  return {{DeltaCoding::difference_plan, length, {old_version}, {}}, std::move(plan)};
}

EncodedFrame part_frame(std::string coded, const DeltaRange& file, std::uint64_t offset) {
  const std::uint64_t length = coded.size();
  const std::uint64_t part = std::min<std::uint64_t>(file.length - offset, kMaxFrameOutputs);
  const DeltaRange output{file.ordinal, true, part == file.length, offset, part};
  return {{DeltaCoding::difference, length, {}, {output}}, std::move(coded)};
}

}  // namespace

DifferenceMemory difference_memory(std::uint64_t memory) {
  if (memory == 0) return {};
  const DifferenceMemory most;
  return {std::min(most.files, memory / 8), std::min(most.suffixes, memory / 4)};
}

std::uint64_t memory_for_differences(const std::vector<FramePlan>& plans,
                                     const DifferenceMemory& memory) {
  std::uint64_t largest = 0;
  for (const FramePlan& plan : plans) {
    if (!plan.old_version) continue;
    const std::uint64_t old_size = plan.old_version->length;
    // Of a file in several parts, the last one's end says how long it is.
    const std::uint64_t new_size = plan.outputs.front().offset + plan.outputs.front().length;
    largest =
        std::max(largest, 2 * (old_size + new_size) + std::min(4 * old_size, memory.suffixes));
  }
  return largest;
}

bool is_worth_a_difference(FileBytes& files, std::uint32_t ordinal, std::uint64_t size) {
  if (size > kMaxFrameOutputs) return true;
  std::string head(static_cast<std::size_t>(std::min(size, kLookedAt)), '\0');
  files.read(ordinal, 0, head.data(), head.size());
  if (head.substr(0, kElfMagic.size()) == kElfMagic) return true;
  return size > kLong && head.find('\0') != std::string::npos;
}

std::optional<std::vector<EncodedFrame>> encode_as_difference(
    const DeltaRange& old_version, const DeltaRange& new_version, WholeFiles& old_files,
    WholeFiles& new_files, std::uint64_t suffix_memory, const std::stop_token& stop) {
  const auto before = old_files.whole(old_version.ordinal);
  const auto after = new_files.whole(new_version.ordinal);
  difference::Difference coded =
      difference::encode_difference(before->bytes(), after->bytes(), {suffix_memory, stop});
  before->check();
  after->check();
  if (coded.plan.size() > kMaxPlanCompressed) return std::nullopt;
  std::vector<EncodedFrame> frames;
  frames.push_back(plan_frame(std::move(coded.plan), old_version));
  std::uint64_t offset = 0;
  for (std::string& part : coded.frames) {
    if (part.size() > kMaxDifferenceCompressed) return std::nullopt;
    frames.push_back(part_frame(std::move(part), new_version, offset));
    offset += kMaxFrameOutputs;
  }
  return frames;
}

}  // namespace switchback
