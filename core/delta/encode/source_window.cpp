#include "core/delta/encode/source_window.hpp"

#include <algorithm>
#include <string>

#include "base/errors.hpp"

namespace switchback {
namespace {

constexpr std::uint64_t kSampleEvery = 1024;
constexpr std::uint64_t kBucket = 1024 * 1024;
constexpr std::uint64_t kWindowBuckets = kMaxFrameSources / kBucket;

}  // namespace

void sample_file(FileBytes& files, std::uint32_t ordinal, std::uint64_t offset,
                 std::uint64_t length, Sampler& sampler, const std::stop_token& stop) {
  std::string buffer(static_cast<std::size_t>(std::min<std::uint64_t>(length, 1024 * 1024)), '\0');
  while (length > 0) {
    if (stop.stop_requested()) throw Interrupted();
    const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(length, buffer.size()));
    files.read(ordinal, offset, buffer.data(), count);
    sampler.update({buffer.data(), count});
    offset += count;
    length -= count;
  }
}

SourceWindows::SourceWindows(FileBytes& old_files, std::uint32_t ordinal, std::uint64_t size,
                             const std::stop_token& stop)
    : ordinal_(ordinal), size_(size) {
  if (size <= kMaxFrameSources) return;
  Sampler sampler(kSampleEvery);
  sample_file(old_files, ordinal, 0, size, sampler, stop);
  for (const Sample& sample : sampler.samples()) places_.try_emplace(sample.hash, sample.offset);
}

DeltaRange SourceWindows::best(FileBytes& new_files, const DeltaRange& part, std::uint64_t new_size,
                               const std::stop_token& stop) const {
  if (size_ <= kMaxFrameSources) return {ordinal_, false, true, 0, size_};
  Sampler sampler(kSampleEvery);
  sample_file(new_files, part.ordinal, part.offset, part.length, sampler, stop);
  // Sums of hits before each bucket: a window's hits are a difference.
  const std::size_t buckets = static_cast<std::size_t>((size_ + kBucket - 1) / kBucket);
  std::vector<std::uint64_t> hits(buckets + 1, 0);
  for (const Sample& sample : sampler.samples())
    if (const auto found = places_.find(sample.hash); found != places_.end())
      ++hits[static_cast<std::size_t>((found->second - 1) / kBucket) + 1];
  for (std::size_t i = 1; i < hits.size(); ++i) hits[i] += hits[i - 1];
  // The window at the same share of the file wins where another has no more hits.
  const double share = (static_cast<double>(part.offset) + static_cast<double>(part.length) / 2) /
                       static_cast<double>(new_size);
  const auto last = static_cast<std::uint64_t>(buckets - kWindowBuckets);
  const auto middle = static_cast<std::uint64_t>(share * static_cast<double>(buckets));
  std::uint64_t chosen =
      std::min(last, middle > kWindowBuckets / 2 ? middle - kWindowBuckets / 2 : 0);
  const auto hits_from = [&](std::uint64_t first) {
    return hits[static_cast<std::size_t>(first + kWindowBuckets)] -
           hits[static_cast<std::size_t>(first)];
  };
  for (std::uint64_t first = 0; first <= last; ++first)
    if (hits_from(first) > hits_from(chosen)) chosen = first;
  const std::uint64_t offset = chosen * kBucket;
  return {ordinal_, false, false, offset,
          std::min<std::uint64_t>(size_ - offset, kMaxFrameSources)};
}

}  // namespace switchback
