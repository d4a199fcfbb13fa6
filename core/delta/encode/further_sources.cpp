#include "core/delta/encode/further_sources.hpp"

#include <algorithm>
#include <map>
#include <unordered_map>
#include <unordered_set>

#include "core/delta/encode/similarity.hpp"
#include "core/delta/encode/source_window.hpp"

namespace switchback {
namespace {

constexpr std::uint64_t kSamples = 400'000;
constexpr std::uint64_t kDensest = 32;
// A source must hold a wanted sample at least every so many bytes: less costs more time than bytes.
constexpr std::uint64_t kBytesPerHit = 16384;

struct Candidate {
  DeltaRange range;
  std::vector<std::uint64_t> hashes;  // wanted ones that it holds
};

class FurtherSources {
 public:
  FurtherSources(std::vector<FramePlan>& frames, FileBytes& old_files, FileBytes& new_files,
                 const std::stop_token& stop)
      : frames_(frames),
        old_files_(old_files),
        new_files_(new_files),
        stop_(stop),
        candidates_(frames.size()) {
    std::uint64_t total = 0;
    for (const FramePlan& frame : frames)
      for (const DeltaRange& output : frame.outputs) total += output.length;
    every_ = std::max(kDensest, total / kSamples);
  }

  void run(const IndexFile& old_index) {
    const std::uint64_t coarse = every_;
    const std::size_t missing = want_all();
    // Most is in the sources already: what is not can be sampled more densely.
    every_ = std::max(kDensest, missing * coarse / kSamples);
    if (every_ < coarse) want_all();
    offer_old(old_index);
    for (std::size_t i = 0; i + 1 < frames_.size(); ++i)
      for (const DeltaRange& output : frames_[i].outputs)
        if (output.whole) offer(output, i + 1);
    for (std::size_t i = 0; i < frames_.size(); ++i) choose(i);
  }

 private:
  std::vector<std::uint64_t> hashes_of(const DeltaRange& range) {
    Sampler sampler(every_);
    sample_file(range.produced ? new_files_ : old_files_, range.ordinal, range.offset, range.length,
                sampler, stop_);
    std::vector<std::uint64_t> hashes;
    for (const Sample& sample : sampler.samples()) hashes.push_back(sample.hash);
    return hashes;
  }

  // Gives how many samples are wanted.
  std::size_t want_all() {
    wanted_.clear();
    std::size_t count = 0;
    for (std::size_t i = 0; i < frames_.size(); ++i) count += want(i);
    return count;
  }

  std::size_t want(std::size_t frame) {
    std::unordered_set<std::uint64_t> had;
    for (const DeltaRange& source : frames_[frame].sources)
      for (const std::uint64_t hash : hashes_of(source)) had.insert(hash);
    std::size_t count = 0;
    for (const DeltaRange& output : frames_[frame].outputs)
      for (const std::uint64_t hash : hashes_of(output)) {
        if (!had.insert(hash).second) continue;
        wanted_[hash].push_back(static_cast<std::uint32_t>(frame));
        ++count;
      }
    return count;
  }

  bool wants(std::size_t frame, std::uint64_t hash) const {
    const auto found = wanted_.find(hash);
    return found != wanted_.end() &&
           std::find(found->second.begin(), found->second.end(), frame) != found->second.end();
  }

  void cover(std::size_t frame, const std::vector<std::uint64_t>& hashes) {
    for (const std::uint64_t hash : hashes)
      if (const auto found = wanted_.find(hash); found != wanted_.end())
        std::erase(found->second, static_cast<std::uint32_t>(frame));
  }

  void offer_old(const IndexFile& old_index) {
    auto cursor = old_index.cursor();
    while (const TreeEntry* entry = cursor.next())
      if (entry->type == EntryType::file && entry->size != 0 && entry->size <= kMaxFrameSources)
        offer({static_cast<std::uint32_t>(cursor.ordinal()), false, true, 0, entry->size}, 0);
  }

  // To the frames from `first` on.
  void offer(const DeltaRange& range, std::size_t first) {
    std::map<std::uint32_t, std::vector<std::uint64_t>> hits;
    for (const std::uint64_t hash : hashes_of(range)) {
      const auto found = wanted_.find(hash);
      if (found == wanted_.end()) continue;
      for (const std::uint32_t frame : found->second)
        if (frame >= first) hits[frame].push_back(hash);
    }
    for (auto& [frame, hashes] : hits)
      if (hashes.size() * kBytesPerHit >= range.length)
        candidates_[frame].push_back({range, std::move(hashes)});
  }

  void choose(std::size_t number) {
    FramePlan& frame = frames_[number];
    auto& candidates = candidates_[number];
    std::stable_sort(
        candidates.begin(), candidates.end(), [](const Candidate& left, const Candidate& right) {
          return left.hashes.size() * right.range.length > right.hashes.size() * left.range.length;
        });
    std::uint64_t length = 0;
    for (const DeltaRange& source : frame.sources) length += source.length;
    std::vector<DeltaRange> further;
    for (const Candidate& candidate : candidates) {
      if (length + candidate.range.length > kMaxFrameSources) continue;
      const auto hits = static_cast<std::uint64_t>(
          std::count_if(candidate.hashes.begin(), candidate.hashes.end(),
                        [&](std::uint64_t hash) { return wants(number, hash); }));
      if (hits == 0 || hits * kBytesPerHit < candidate.range.length) continue;
      cover(number, candidate.hashes);
      length += candidate.range.length;
      further.push_back(candidate.range);
    }
    candidates.clear();
    // In path order, which the header codes shortest, and before the files that resemble most.
    std::sort(further.begin(), further.end(), [](const DeltaRange& left, const DeltaRange& right) {
      return std::pair(left.produced, left.ordinal) < std::pair(right.produced, right.ordinal);
    });
    frame.sources.insert(frame.sources.begin(), further.begin(), further.end());
  }

  std::vector<FramePlan>& frames_;
  FileBytes& old_files_;
  FileBytes& new_files_;
  const std::stop_token& stop_;
  std::uint64_t every_ = kDensest;
  // The frames that have a place with this hash which no source of theirs has.
  std::unordered_map<std::uint64_t, std::vector<std::uint32_t>> wanted_;
  std::vector<std::vector<Candidate>> candidates_;  // of each frame
};

}  // namespace

void add_further_sources(std::vector<FramePlan>& frames, const IndexFile& old_index,
                         FileBytes& old_files, FileBytes& new_files, const std::stop_token& stop) {
  if (!frames.empty()) FurtherSources(frames, old_files, new_files, stop).run(old_index);
}

}  // namespace switchback
