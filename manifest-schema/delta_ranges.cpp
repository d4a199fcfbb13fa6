#include <algorithm>
#include <map>

#include "base/errors.hpp"
#include "manifest-schema/delta_header.hpp"

namespace switchback {
namespace {

[[noreturn]] void refuse(const std::string& reason) {
  throw TrustError("trust-format", "frames of the delta: " + reason);
}

using OldSize = std::function<std::optional<std::uint64_t>(std::uint32_t)>;

class RangeCheck {
 public:
  RangeCheck(const OldSize& old_size, const std::vector<ProducedFile>& produced)
      : old_size_(old_size), files_(produced), made_(produced.size(), 0) {}

  void frame(DeltaFrame& frame) {
    std::uint64_t sources = 0;
    for (DeltaRange& range : frame.sources) sources = sum(sources, source(range));
    std::uint64_t outputs = 0;
    for (DeltaRange& range : frame.outputs) outputs = sum(outputs, output(range));
    limits(frame, sources, outputs);
    follow(frame);
  }

  void finish() const {
    if (plan_ == Plan::unused) refuse("a plan that no frame follows");
    for (std::size_t i = 0; i < files_.size(); ++i)
      if (made_[i] != files_[i].size) refuse("a file is not made to its end");
  }

 private:
  std::size_t file_of(std::uint32_t ordinal) const {
    const auto found = std::lower_bound(
        files_.begin(), files_.end(), ordinal,
        [](const ProducedFile& file, std::uint32_t wanted) { return file.ordinal < wanted; });
    if (found == files_.end() || found->ordinal != ordinal)
      refuse("an entry that this delta does not make");
    return static_cast<std::size_t>(found - files_.begin());
  }

  // The length of the range, which must lie in what there is of the file.
  static std::uint64_t fit(DeltaRange& range, std::uint64_t size, std::uint64_t available) {
    if (range.whole) range.length = size;
    if (range.length == 0) refuse("a range of an empty file");
    if (range.offset > available || range.length > available - range.offset)
      refuse("a range beyond the end of its file or of what was made of it");
    return range.length;
  }

  std::uint64_t source(DeltaRange& range) {
    if (range.produced) {
      const std::size_t file = file_of(range.ordinal);
      return fit(range, files_[file].size, made_[file]);
    }
    const std::optional<std::uint64_t> size = old_size_(range.ordinal);
    if (!size) refuse("a source that is not an old file");
    return fit(range, *size, *size);
  }

  std::uint64_t output(DeltaRange& range) {
    const std::size_t file = file_of(range.ordinal);
    const std::uint64_t length = fit(range, files_[file].size, files_[file].size);
    if (range.offset != made_[file]) refuse("a file is not made front to back");
    if (made_[file] == 0) ++unfinished_;
    made_[file] += length;
    if (made_[file] == files_[file].size) --unfinished_;
    if (unfinished_ > kMaxUnfinishedFiles) refuse("too many files are begun and not ended");
    return length;
  }

  // 512 Ki lengths below 2^53 could overflow; above every limit one sum is as good as another.
  static std::uint64_t sum(std::uint64_t left, std::uint64_t right) {
    return std::min(left + right, std::uint64_t{1} << 62);
  }

  static void limits(const DeltaFrame& frame, std::uint64_t sources, std::uint64_t outputs) {
    switch (frame.coding) {
      case DeltaCoding::stored:
        if (!frame.sources.empty()) refuse("stored bytes that have a source");
        if (outputs > kMaxStoredOutputs) refuse("a stored frame is too long");
        if (outputs != frame.compressed_length)
          refuse("a stored frame is not as long as its files");
        return;
      case DeltaCoding::zstd_prefix:
      case DeltaCoding::lzma_prefix:
        if (sources > kMaxFrameSources) refuse("a frame has too long sources");
        if (outputs > kMaxFrameOutputs) refuse("a frame has too long outputs");
        if (frame.compressed_length > kMaxPrefixCompressed)
          refuse("a frame has too many compressed bytes");
        return;
      case DeltaCoding::difference_plan:
        if (frame.sources.size() != 1 || !frame.sources[0].whole || frame.sources[0].produced)
          refuse("a plan's source is not one whole old file");
        if (frame.compressed_length > kMaxPlanCompressed) refuse("a plan is too long");
        return;
      case DeltaCoding::difference:
        if (!frame.sources.empty() || frame.outputs.size() != 1)
          refuse("a difference that is not of one file");
        if (frame.compressed_length > kMaxDifferenceCompressed)
          refuse("a difference has too many compressed bytes");
        return;
    }
  }

  // Each plan is for one file, and frames of a difference are the parts that its plan counts.
  void follow(const DeltaFrame& frame) {
    if (plan_ == Plan::unused && frame.coding != DeltaCoding::difference)
      refuse("a plan that no frame follows");
    if (frame.coding == DeltaCoding::difference_plan) plan_ = Plan::unused;
    if (frame.coding != DeltaCoding::difference) return;
    const DeltaRange& output = frame.outputs[0];
    if (plan_ == Plan::none) refuse("a difference without a plan");
    if (plan_ == Plan::used && planned_ != output.ordinal) refuse("a plan for two files");
    plan_ = Plan::used;
    planned_ = output.ordinal;
    const std::uint64_t left = files_[file_of(output.ordinal)].size - output.offset;
    if (output.offset % kMaxFrameOutputs != 0 ||
        output.length != std::min<std::uint64_t>(left, kMaxFrameOutputs))
      refuse("a difference of a part that its plan does not count");
  }

  const OldSize& old_size_;
  const std::vector<ProducedFile>& files_;
  std::vector<std::uint64_t> made_;  // of each file, from its beginning
  std::uint32_t unfinished_ = 0;
  enum class Plan { none, unused, used };
  Plan plan_ = Plan::none;     // the last one
  std::uint32_t planned_ = 0;  // the file it makes, once used
};

}  // namespace

void resolve_delta_ranges(DeltaHeader& header, const OldSize& old_size,
                          const std::vector<ProducedFile>& produced) {
  RangeCheck check(old_size, produced);
  for (DeltaFrame& frame : header.frames) check.frame(frame);
  check.finish();
}

}  // namespace switchback
