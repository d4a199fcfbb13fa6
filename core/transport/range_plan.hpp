// Which requests fetch a set of pieces. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/transport/piece_ledger.hpp"

namespace switchback {

struct RangeLimits {
  // Skipping this many bytes costs less than another request for a single range.
  std::uint64_t gap = 32 * 1024;
  // Longer runs are cut, so that several connections share them.
  std::uint64_t longest_request = 32 * 1024 * 1024;
  // Buffers of all transfers together; with the longest piece this bounds how many run at a time.
  std::uint64_t memory = 12 * 1024 * 1024;
  std::size_t most_transfers = 6;
};

struct RangeRequest {
  std::uint64_t begin = 0;  // of the blob; `end` is exclusive
  std::uint64_t end = 0;
  std::vector<std::size_t> pieces;  // ascending indices into the ledger

  std::string header() const;  // "0-99"
};

// `wanted` are ascending indices into the ledger. The requests, for one range each, are ascending
// as well; a mirror that answers several at once takes fewer (range_groups.hpp).
std::vector<RangeRequest> plan_requests(const PieceLedger& ledger,
                                        const std::vector<std::size_t>& wanted,
                                        const RangeLimits& limits);

// How many requests bring these pieces of a blob, sorted by offset, at most: from a server that
// knows ranges, whether it answers several at once or not.
std::uint64_t count_requests(std::span<const Piece> pieces, std::uint64_t blob_length);

std::size_t parallel_transfers(std::uint32_t longest_piece, const RangeLimits& limits);

// Whether a Content-Range header grants exactly bytes [begin, end) of a file of `total` bytes.
bool grants_range(std::string_view content_range, std::uint64_t begin, std::uint64_t end,
                  std::uint64_t total);

}  // namespace switchback
