#include "core/transport/range_plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "core/transport/range_groups.hpp"

namespace switchback {

std::string RangeRequest::header() const {
  return fmt::format("{}-{}", begin, end - 1);
}

std::vector<RangeRequest> plan_requests(const PieceLedger& ledger,
                                        const std::vector<std::size_t>& wanted,
                                        const RangeLimits& limits) {
  std::vector<RangeRequest> requests;
  for (const std::size_t index : wanted) {
    const Piece& piece = ledger.piece(index);
    const std::uint64_t end = piece.offset + piece.length;
    const bool joins = !requests.empty() && piece.offset - requests.back().end < limits.gap &&
                       end - requests.back().begin <= limits.longest_request;
    if (!joins) requests.push_back({piece.offset, end, {}});
    requests.back().end = end;
    requests.back().pieces.push_back(index);
  }
  return requests;
}

std::uint64_t count_requests(std::span<const Piece> pieces, std::uint64_t blob_length) {
  const PieceFetcher::Consumer nobody;
  const PieceLedger ledger(pieces, blob_length, nobody);
  const std::size_t singly = plan_requests(ledger, ledger.missing(), RangeLimits{}).size();
  const GroupLimits limits;
  auto ranges = plan_requests(ledger, ledger.missing(), limits_between_parts(limits));
  if (ranges.size() < 2) return singly;
  ranges.erase(ranges.begin());
  const auto groups =
      group_ranges(std::move(ranges), parallel_transfers(ledger.longest_piece(), {}), limits);
  const bool asks_for_several =
      std::any_of(groups.begin(), groups.end(),
                  [](const RangeGroup& group) { return group.ranges.size() > 1; });
  // Before a mirror is asked singly it may have brought one range and declined several.
  return std::max(groups.size() + 1, asks_for_several ? singly + 2 : singly);
}

std::size_t parallel_transfers(std::uint32_t longest_piece, const RangeLimits& limits) {
  const std::uint64_t fitting = limits.memory / std::max<std::uint64_t>(longest_piece, 1);
  return std::clamp<std::uint64_t>(fitting, 1, limits.most_transfers);
}

bool grants_range(std::string_view content_range, std::uint64_t begin, std::uint64_t end,
                  std::uint64_t total) {
  const std::string range = fmt::format("bytes {}-{}/", begin, end - 1);
  return content_range == range + std::to_string(total) || content_range == range + "*";
}

}  // namespace switchback
