#include "core/transport/range_groups.hpp"

#include <algorithm>
#include <string_view>

namespace switchback {
namespace {

constexpr std::string_view kHeaderBegin = "Range: bytes=";

std::uint64_t length_of(const RangeRequest& range) {
  return range.end - range.begin;
}

// A group that grows.
struct Growing {
  std::uint64_t bytes = 0;
  std::size_t header = kHeaderBegin.size();
  std::size_t ranges = 0;

  void add(const RangeRequest& range) {
    bytes += length_of(range);
    header += range.header().size() + 1;
    ++ranges;
  }
  bool within(const GroupLimits& limits) const {
    return bytes <= limits.longest_request && header <= limits.longest_header &&
           ranges <= limits.most_ranges;
  }
};

}  // namespace

std::string RangeGroup::header() const {
  std::string list;
  for (const RangeRequest& range : ranges) list += (list.empty() ? "" : ",") + range.header();
  return list;
}

std::vector<std::size_t> RangeGroup::pieces() const {
  std::vector<std::size_t> all;
  for (const RangeRequest& range : ranges)
    all.insert(all.end(), range.pieces.begin(), range.pieces.end());
  return all;
}

RangeLimits limits_between_parts(const GroupLimits& limits) {
  RangeLimits ranges;
  ranges.gap = limits.gap;
  ranges.longest_request = limits.longest_request;
  return ranges;
}

std::vector<RangeGroup> group_ranges(std::vector<RangeRequest> ranges, std::size_t connections,
                                     const GroupLimits& limits) {
  const auto cost = [&](const RangeRequest& range) { return length_of(range) + limits.gap; };
  std::uint64_t total = 0;
  for (const RangeRequest& range : ranges) total += cost(range);
  const std::uint64_t shares =
      std::clamp<std::uint64_t>(total / limits.worth_a_request, 1, connections);

  std::vector<RangeGroup> groups;
  Growing growing;
  std::uint64_t before = 0;
  std::uint64_t share_before = 0;
  for (RangeRequest& range : ranges) {
    const std::uint64_t share = (before + cost(range) / 2) * shares / total;
    before += cost(range);
    Growing grown = growing;
    grown.add(range);
    if (groups.empty() || share != share_before || !grown.within(limits)) {
      groups.emplace_back();
      grown = {};
      grown.add(range);
    }
    growing = grown;
    share_before = share;
    groups.back().ranges.push_back(std::move(range));
  }
  return groups;
}

std::vector<RangeGroup> ungrouped(std::vector<RangeRequest> ranges) {
  std::vector<RangeGroup> groups;
  groups.reserve(ranges.size());
  for (RangeRequest& range : ranges) {
    groups.emplace_back();
    groups.back().ranges.push_back(std::move(range));
  }
  return groups;
}

std::optional<std::pair<std::size_t, std::size_t>> covered_by(const ContentRange& answer,
                                                              const RangeGroup& group) {
  const auto& ranges = group.ranges;
  const auto first = std::lower_bound(
      ranges.begin(), ranges.end(), answer.begin,
      [](const RangeRequest& range, std::uint64_t begin) { return range.begin < begin; });
  const auto last = std::lower_bound(
      ranges.begin(), ranges.end(), answer.end,
      [](const RangeRequest& range, std::uint64_t end) { return range.end < end; });
  const bool covers = first != ranges.end() && last != ranges.end() && first <= last &&
                      first->begin == answer.begin && last->end == answer.end;
  if (!covers) return std::nullopt;
  for (auto range = first; range != last; ++range)
    if (std::next(range)->begin - range->end >= RangeLimits{}.gap) return std::nullopt;
  return std::pair(static_cast<std::size_t>(first - ranges.begin()),
                   static_cast<std::size_t>(last - ranges.begin()));
}

}  // namespace switchback
