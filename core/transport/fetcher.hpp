// The seam between trust, updates and the network. Nothing a Fetcher returns is trusted: callers
// verify it.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <stop_token>
#include <string>

#include "base/digest.hpp"

namespace switchback {

// A small file read whole into memory (metadata, manifests).
class Fetcher {
 public:
  virtual ~Fetcher() = default;

  // The file at `path`, appended to the repository's base URL exactly as given. Throws FetchError;
  // a longer answer than `max_length` bytes ends the transfer with code "too-large". A missing file
  // is a FetchError whose http_status() is 404 (or 403), also for file://. Throws Interrupted when
  // a stop was requested.
  virtual std::string fetch(const std::string& path, std::uint64_t max_length) = 0;
};

// A byte range of a blob whose SHA-256 is known from verified metadata; at most kMaxPieceLength
// bytes.
struct Piece {
  std::uint64_t offset = 0;
  std::uint32_t length = 0;
  Sha256Digest sha256;
};
inline constexpr std::uint32_t kMaxPieceLength = 4 * 1024 * 1024;

// Large blobs, read in verified pieces.
class PieceFetcher {
 public:
  virtual ~PieceFetcher() = default;

  // Called from the fetching thread, once for each piece, in any order, with exactly its bytes,
  // hash already checked. It may block: that is the back-pressure which bounds memory.
  using Consumer = std::function<void(std::size_t piece_index, std::string bytes)>;

  // Fetches `pieces` (sorted by offset, not overlapping) of the blob at `path`. A request is for
  // several ranges where a mirror answers that, else ranges whose gap is under 32 KiB are one. A
  // piece that is cut short, wrong or refused is fetched again from the next mirror, without the
  // pieces that were already delivered. Throws FetchError naming each mirror's failure when none is
  // left, Interrupted when a stop was requested. `blob_length` is the signed length of the whole
  // blob.
  virtual void fetch_pieces(const std::string& path, std::uint64_t blob_length,
                            std::span<const Piece> pieces, const Consumer& consumer) = 0;
};

// What was spent, for history and plans: every byte read from a repository counts, also from
// file://.
struct TransferTotals {
  std::uint64_t requests = 0;
  std::uint64_t bytes = 0;
};

}  // namespace switchback
