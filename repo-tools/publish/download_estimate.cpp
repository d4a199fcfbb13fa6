#include "repo-tools/publish/download_estimate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_set>
#include <utility>

#include "core/transport/range_groups.hpp"
#include "repo-tools/publish/published_index.hpp"

namespace switchback {
namespace {

constexpr std::uint64_t kDeltaRequests = 1;
constexpr std::uint64_t kIndexRequests = 1;  // at least: its list and the blocks that changed

// "8 %", "under 1 %".
std::string share_text(std::uint64_t part, std::uint64_t whole) {
  if (part < whole / 100) return "under 1 %";
  const double share =
      static_cast<double>(part) / static_cast<double>(std::max<std::uint64_t>(whole, 1));
  return fmt::format("{:.0f} %", 100 * share);
}

struct DigestHash {
  std::size_t operator()(const Sha256Digest& digest) const {
    std::size_t value = 0;
    for (std::size_t i = 0; i < sizeof value; ++i) value = value << 8 | digest.bytes[i];
    return value;
  }
};
using Digests = std::unordered_set<Sha256Digest, DigestHash>;

Digests file_contents(const IndexFile& index) {
  Digests digests;
  EntryCursor cursor = index.cursor();
  while (const TreeEntry* entry = cursor.next())
    if (entry->type == EntryType::file) digests.insert(entry->sha256);
  return digests;
}

Digests frame_contents(const IndexFile& index) {
  Digests digests;
  for (const Frame& frame : index.load_frames()) digests.insert(frame.content_sha256);
  return digests;
}

// Walks entries and frames of an index side by side along the tar.
class ContentWalk {
 public:
  explicit ContentWalk(const IndexFile& index) : cursor_(index.cursor()) { advance(); }

  // Whether content of a file that is not among `known` lies before `frame_end` in the tar (and
  // after the end of the frame before).
  bool meets_unknown(std::uint64_t frame_end, const Digests& known) {
    bool unknown = false;
    while (entry_ && content_begin_ < frame_end) {
      if (entry_->type == EntryType::file && entry_->size > 0 && known.count(entry_->sha256) == 0)
        unknown = true;
      if (content_begin_ + entry_->size > frame_end) break;
      advance();
    }
    return unknown;
  }

 private:
  void advance() {
    entry_ = cursor_.next();
    if (!entry_) return;
    content_begin_ = member_end_ + entry_->header_length;
    member_end_ += tar_member_length(*entry_);
  }

  EntryCursor cursor_;
  const TreeEntry* entry_ = nullptr;
  std::uint64_t content_begin_ = 0;
  std::uint64_t member_end_ = 0;
};

// Of the bundle; as the host asks for them, where a mirror answers several ranges at once.
std::vector<RangeRequest> wanted_ranges(const IndexFile& old_index, const IndexFile& new_index) {
  const Digests files = file_contents(old_index);
  const Digests frames = frame_contents(old_index);
  std::vector<RangeRequest> ranges;
  std::uint64_t bundle_offset = 0;
  std::uint64_t tar_end = 0;
  ContentWalk walk(new_index);
  for (const Frame& frame : new_index.load_frames()) {
    const std::uint64_t begin = bundle_offset;
    bundle_offset += frame.compressed_length;
    tar_end += frame.content_length;
    if (!walk.meets_unknown(tar_end, files) || frames.count(frame.content_sha256) != 0) continue;
    if (ranges.empty() || begin - ranges.back().end >= GroupLimits{}.gap)
      ranges.push_back({begin, begin, {}});
    ranges.back().end = bundle_offset;
  }
  return ranges;
}

std::uint64_t changed_index_bytes(const IndexFile& from, const IndexFile& to) {
  Digests known;
  for (const auto& block : from.blocks()) known.insert(block.sha256);
  std::uint64_t bytes = to.reference().length - to.reference().list_offset;
  for (const auto& block : to.blocks())
    if (known.count(block.sha256) == 0) bytes += block.length;
  return bytes;
}

}  // namespace

DownloadEstimate full_download(const ReleaseManifest& to) {
  return {to.bundle.length + to.index.length, kIndexRequests + 1};
}

DownloadEstimate estimate_download(const RepositoryPaths& paths, const ReleaseManifest& from,
                                   const ReleaseManifest& to) {
  return estimate_download(open_index(paths, from), open_index(paths, to));
}

DownloadEstimate estimate_download(const IndexFile& old_index, const IndexFile& new_index) {
  std::vector<RangeRequest> ranges = wanted_ranges(old_index, new_index);
  DownloadEstimate estimate{changed_index_bytes(old_index, new_index), kIndexRequests};
  for (const RangeRequest& range : ranges) estimate.bytes += range.end - range.begin;
  estimate.requests += group_ranges(std::move(ranges), RangeLimits{}.most_transfers, {}).size();
  return estimate;
}

const DeltaReference* delta_between(const ReleaseManifest& from, const ReleaseManifest& to) {
  const auto found = std::find_if(to.deltas.begin(), to.deltas.end(), [&](const auto& delta) {
    return delta.from_list_sha256 == from.index.list_sha256;
  });
  return found == to.deltas.end() ? nullptr : &*found;
}

DownloadChoice download_choice(const RepositoryPaths& paths, const ReleaseManifest& from,
                               const ReleaseManifest& to) {
  DownloadChoice choice{estimate_download(paths, from, to), std::nullopt};
  if (const auto* delta = delta_between(from, to))
    choice.by_delta = DownloadEstimate{delta->offer.length, kDeltaRequests};
  return choice;
}

std::string describe(const DownloadChoice& choice) {
  if (!choice.by_delta) return "frames";
  return "delta, " + share_text(choice.by_delta->bytes, choice.by_frames.bytes) + " of frames";
}

}  // namespace switchback
