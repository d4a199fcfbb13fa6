// A delta on its way to this host. Its bytes lie in a file where they lie in the delta, so that
// what an earlier run fetched and verified is not fetched again.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/descriptor.hpp"
#include "core/delta/delta_payload.hpp"
#include "core/transport/fetcher.hpp"
#include "manifest-schema/delta_header.hpp"
#include "manifest-schema/delta_reference.hpp"

namespace switchback {

class IncomingDelta {
 public:
  // `file` is open for reading and writing. Fetches the header where it is not there yet, and looks
  // which pieces are. `path` is the blob's in the repository; `beginning` are bytes that the blob
  // may begin with, which nobody has verified. Throws FetchError, Interrupted, StorageError,
  // TrustError("trust-format").
  IncomingDelta(Descriptor file, std::string name, const DeltaReference& reference,
                std::string path, PieceFetcher& fetcher, std::string_view beginning = {});
  IncomingDelta(const IncomingDelta&) = delete;
  IncomingDelta& operator=(const IncomingDelta&) = delete;

  const DeltaHeader& header() const { return header_; }
  DeltaHeader& header() { return header_; }  // whoever applies it resolves its ranges
  // Compressed bytes of pieces that are not here.
  std::uint64_t missing_bytes() const;
  // What they take.
  std::uint64_t missing_requests() const;

  // Those that hold the index change: what a plan needs.
  void fetch_index_change(PieceFetcher& fetcher);
  // All others; tells how many bytes arrived. One thread fetches while another reads; what does not
  // arrive ends its waiting.
  using Arrived = std::function<void(std::uint64_t)>;
  void fetch_rest(PieceFetcher& fetcher, const Arrived& arrived);
  // Whoever waits for a piece gives up: Interrupted.
  void close();

  // Waits until the piece is here; its hash was checked when it came, and is again by who reads it.
  PieceSource pieces();

 private:
  void load_header(PieceFetcher& fetcher, std::string_view beginning);
  void start_over(std::string_view bytes);
  void find_pieces();
  void fetch(PieceFetcher& fetcher, const std::vector<std::size_t>& numbers,
             const Arrived& arrived);
  void mark_present(std::size_t number);
  bool is_present(std::size_t number) const;
  std::string wait_for(std::size_t number);

  Descriptor file_;
  std::string name_;
  DeltaReference reference_;
  std::string path_;
  DeltaHeader header_;
  std::vector<Piece> pieces_;  // as ranges of the blob
  mutable std::mutex mutex_;   // guards what follows
  std::condition_variable changed_;
  std::vector<bool> present_;
  bool closed_ = false;
};

}  // namespace switchback
