#include "core/delta/encode/frame_encoder.hpp"

#include <utility>

#include "base/errors.hpp"
#include "core/delta/encode/coded_content.hpp"
#include "core/delta/encode/difference_frames.hpp"

namespace switchback {
namespace {

// A difference this much shorter than its file is kept without a look at what a prefix gives: the
// strongest level costs as much time again, and there is little left to save.
constexpr std::uint64_t kSurelyShorter = 16;

// The strongest level takes its longest time on bytes that nothing shortens: they are stored where
// a quick look makes them not even by this part shorter.
constexpr std::size_t kWorthIt = 50;

std::string gather(const std::vector<DeltaRange>& ranges, FileBytes& old_files,
                   FileBytes& new_files) {
  std::size_t length = 0;
  for (const DeltaRange& range : ranges) length += static_cast<std::size_t>(range.length);
  std::string bytes(length, '\0');
  char* to = bytes.data();
  for (const DeltaRange& range : ranges) {
    const auto count = static_cast<std::size_t>(range.length);
    (range.produced ? new_files : old_files).read(range.ordinal, range.offset, to, count);
    to += count;
  }
  return bytes;
}

// Two halves, cut between outputs or through the only one.
std::pair<FramePlan, FramePlan> halves_of(const FramePlan& plan) {
  FramePlan first{plan.sources, plan.outputs};
  FramePlan second{plan.sources, {}};
  if (plan.outputs.size() == 1) {
    DeltaRange& head = first.outputs.front();
    DeltaRange tail = head;
    head.whole = tail.whole = false;
    head.length /= 2;
    tail.offset += head.length;
    tail.length -= head.length;
    second.outputs.push_back(tail);
    return {first, second};
  }
  const auto middle = static_cast<std::ptrdiff_t>(plan.outputs.size() / 2);
  second.outputs.assign(first.outputs.begin() + middle, first.outputs.end());
  first.outputs.erase(first.outputs.begin() + middle, first.outputs.end());
  return {first, second};
}

}  // namespace

std::vector<EncodedFrame> encode_frame(const FramePlan& plan, FileBytes& old_files,
                                       FileBytes& new_files, PrefixEncoder& encoder,
                                       const std::stop_token& stop) {
  std::string content = gather(plan.outputs, old_files, new_files);
  const std::string prefix = gather(plan.sources, old_files, new_files);
  const std::size_t quick_length = encoder.quick_length(prefix, content);
  const bool coded = quick_length < content.size() - content.size() / kWorthIt;
  if (!coded && content.size() <= kMaxStoredOutputs) {
    const std::uint64_t length = content.size();
    return {{{DeltaCoding::stored, length, {}, plan.outputs}, std::move(content)}};
  }
  if (coded) {
    CodedContent found = code_content(prefix, content, quick_length, encoder, stop);
    const std::uint64_t length = found.compressed.size();
    if (length <= kMaxPrefixCompressed)
      return {{{found.coding, length, plan.sources, plan.outputs}, std::move(found.compressed)}};
  }
  const auto [first, second] = halves_of(plan);
  auto frames = encode_frame(first, old_files, new_files, encoder, stop);
  for (EncodedFrame& frame : encode_frame(second, old_files, new_files, encoder, stop))
    frames.push_back(std::move(frame));
  return frames;
}

std::vector<FrameEncoder::Unit> FrameEncoder::units_of(const std::vector<FramePlan>& plans) {
  std::vector<Unit> units;
  for (auto plan = plans.begin(); plan != plans.end();) {
    auto end = plan + 1;
    if (plan->old_version)
      while (end != plans.end() && end->old_version &&
             end->outputs.front().ordinal == plan->outputs.front().ordinal)
        ++end;
    units.emplace_back(plan, end);
    plan = end;
  }
  return units;
}

std::vector<EncodedFrame> FrameEncoder::encode(Unit unit, PrefixEncoder& encoder,
                                               const std::stop_token& stop) const {
  std::optional<std::vector<EncodedFrame>> difference;
  if (const auto& old_version = unit.front().old_version) {
    const DeltaRange& last = unit.back().outputs.front();
    const DeltaRange file{last.ordinal, true, true, 0, last.offset + last.length};
    difference =
        encode_as_difference(*old_version, file, old_files_, new_files_, suffix_memory_, stop);
    if (difference && compressed_length(*difference) < file.length / kSurelyShorter)
      return std::move(*difference);
  }
  std::vector<EncodedFrame> frames;
  for (const FramePlan& plan : unit)
    for (EncodedFrame& frame : encode_frame(plan, old_files_, new_files_, encoder, stop))
      frames.push_back(std::move(frame));
  if (difference && compressed_length(*difference) < compressed_length(frames))
    return std::move(*difference);
  return frames;
}

FrameEncoder::Encoded FrameEncoder::obtain(Unit unit, PrefixEncoder& encoder,
                                           const std::stop_token& stop) const {
  if (kept_ == nullptr) return {encode(unit, encoder, stop)};
  if (auto frames = kept_->find(unit)) return {std::move(*frames), true};
  Encoded encoded{encode(unit, encoder, stop)};
  kept_->keep(unit, encoded.frames);
  return encoded;
}

FrameEncoder::FrameEncoder(const std::vector<FramePlan>& plans, WholeFiles& old_files,
                           WholeFiles& new_files, unsigned threads, std::uint64_t suffix_memory,
                           KeptFrames* kept)
    : units_(units_of(plans)),
      old_files_(old_files),
      new_files_(new_files),
      suffix_memory_(suffix_memory),
      kept_(kept),
      workers_(threads, [] { return std::make_unique<PrefixEncoder>(); }) {}

FrameEncoder::Encoded FrameEncoder::next(const std::stop_token& stop) {
  for (; submitted_ < units_.size() && !workers_.is_full(); ++submitted_)
    workers_.submit(
        [this, unit = units_[submitted_]](PrefixEncoder& encoder, const std::stop_token& closing) {
          return obtain(unit, encoder, closing);
        });
  return workers_.next(stop);
}

}  // namespace switchback
