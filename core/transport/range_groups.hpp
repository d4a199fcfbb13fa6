// Which ranges share a request, where a mirror answers several at once. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/transport/content_range.hpp"
#include "core/transport/range_plan.hpp"

namespace switchback {

struct GroupLimits {
  // Skipping this many bytes costs less than the head of another part.
  std::uint64_t gap = 512;
  std::uint64_t longest_request = 32 * 1024 * 1024;
  // Servers that limit how often a file may be ranged allow more.
  std::size_t most_ranges = 64;
  // Of the whole line: servers take 4 to 8 KiB of one.
  std::size_t longest_header = 2048;
  // With less for each of them, fewer connections are as fast: about what one brings while a
  // request travels.
  std::uint64_t worth_a_request = 64 * 1024;
};

struct RangeGroup {
  std::vector<RangeRequest> ranges;  // ascending, not empty

  std::string header() const;  // "0-9,20-29"
  std::vector<std::size_t> pieces() const;
};

// Ranges that lie as near to each other as a part's head is long are one.
RangeLimits limits_between_parts(const GroupLimits& limits);

// `ranges` are ascending, and so are the groups. About as many as there are connections, of about
// the same cost, where that is worth it and the limits ask for no more.
std::vector<RangeGroup> group_ranges(std::vector<RangeRequest> ranges, std::size_t connections,
                                     const GroupLimits& limits);
// Each range is a group of its own.
std::vector<RangeGroup> ungrouped(std::vector<RangeRequest> ranges);

// The first and last of the group's ranges that an answer covers, from the begin of one to the end
// of one: a server may join what lies near to each other. Nothing where it is something else, or
// where it brings more between them than single requests would have.
std::optional<std::pair<std::size_t, std::size_t>> covered_by(const ContentRange& answer,
                                                              const RangeGroup& group);

}  // namespace switchback
