// A delta on its way to this host. Its bytes lie in a file where they lie in the delta, so that
// what an earlier run fetched and verified is not fetched again.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/descriptor.hpp"
#include "core/delta/delta_payload.hpp"
#include "core/transport/fetcher.hpp"
#include "manifest-schema/delta_header.hpp"
#include "manifest-schema/delta_reference.hpp"

namespace switchback {

// What a delta arrives in.
struct DeltaFile {
  Descriptor file;     // for reading and writing
  Descriptor earlier;  // only read: of an earlier run, where that must stay as it is; may be none
};

class IncomingDelta {
 public:
  // Fetches the header where it is not there yet, and looks which pieces are. `path` is the blob's
  // in the repository; `beginning` are bytes that the blob may begin with, which nobody has
  // verified. Throws FetchError, Interrupted, StorageError, TrustError("trust-format").
  IncomingDelta(DeltaFile file, std::string name, const DeltaReference& reference, std::string path,
                PieceFetcher& fetcher, std::string_view beginning = {},
                const std::stop_token& stop = {});
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
  bool load_earlier_header(const Piece& range, std::string& bytes);
  void find_pieces(const std::stop_token& stop);
  void fetch(PieceFetcher& fetcher, const std::vector<std::size_t>& numbers,
             const Arrived& arrived);
  void mark_present(std::size_t number);
  bool is_present(std::size_t number) const;
  std::string wait_for(std::size_t number);

  DeltaFile file_;
  std::string name_;
  DeltaReference reference_;
  std::string path_;
  DeltaHeader header_;
  std::vector<Piece> pieces_;     // as ranges of the blob
  std::vector<bool> is_earlier_;  // whether the piece lies in what an earlier run has left
  mutable std::mutex mutex_;      // guards what follows
  std::condition_variable changed_;
  std::vector<bool> present_;
  bool closed_ = false;
};

}  // namespace switchback
