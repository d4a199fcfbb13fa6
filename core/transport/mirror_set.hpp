// Several copies of one repository, tried in order.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/transport/fetcher.hpp"
#include "core/transport/mirror.hpp"
#include "core/transport/transport_options.hpp"

namespace switchback {

// Blobs fail over from mirror to mirror with the verified pieces kept; a mirror that failed is not
// asked again for the same blob, unless it delivered something, was merely cut or slow, and no
// other is left: then it is resumed, as often as that brings pieces, and kMostFruitlessResumptions
// times in a row where it does not, after growing pauses. So a blob costs at most so many requests
// for each piece, and most_in_vain() beyond what is wanted of it, and what one attempt has under
// way. The mirror that served last is asked first. One thread only.
class MirrorSet : public PieceFetcher {
 public:
  // At least one URL (http, https, file; mixed as you like), in order of preference. Opens no
  // connection. Throws like make_mirror().
  MirrorSet(const std::vector<std::string>& base_urls, const TransportOptions& options);
  ~MirrorSet() override;

  std::size_t size() const { return mirrors_.size(); }
  // One mirror alone: metadata is refreshed from one mirror as a whole.
  Mirror& mirror(std::size_t index) { return *mirrors_.at(index); }
  // Which mirrors to ask, best first.
  std::vector<std::size_t> order() const;
  // Makes this mirror the first in order().
  void prefer(std::size_t index) { preferred_ = index; }

  void fetch_pieces(const std::string& path, std::uint64_t blob_length,
                    std::span<const Piece> pieces, const Consumer& consumer) override;

  // A small file whose length and hash are known from verified metadata: a wrong one counts as its
  // mirror's failure. Throws FetchError naming each mirror's, Interrupted.
  std::string fetch_verified(const std::string& path, std::uint64_t length,
                             const Sha256Digest& sha256);

  // Of all mirrors.
  TransferTotals totals() const;

 private:
  struct Failure;

  bool try_mirror(std::size_t index, const std::string& path, std::uint64_t blob_length,
                  PieceLedger& ledger, std::vector<Failure>& failures);
  void resume(const std::string& path, std::uint64_t blob_length, PieceLedger& ledger,
              std::vector<Failure>& failures, std::uint64_t bytes_before);
  void pause(std::chrono::milliseconds duration) const;

  TransportOptions options_;
  std::vector<std::unique_ptr<Mirror>> mirrors_;
  std::size_t preferred_ = 0;
};

}  // namespace switchback
