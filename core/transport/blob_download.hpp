// One attempt to fetch the missing pieces of a blob from one HTTP mirror. Private to this folder.
#pragma once

#include <cstdint>
#include <deque>
#include <list>
#include <memory>
#include <string>

#include "core/transport/http_session.hpp"
#include "core/transport/piece_ledger.hpp"
#include "core/transport/range_plan.hpp"

namespace switchback {

class BlobDownload {
 public:
  // `display_url` is what messages show.
  BlobDownload(HttpSession& session, std::string url, std::string display_url,
               std::uint64_t blob_length, PieceLedger& ledger);
  BlobDownload(const BlobDownload&) = delete;
  BlobDownload& operator=(const BlobDownload&) = delete;
  ~BlobDownload();  // cancels what still runs

  // Returns when every piece is delivered; throws like HttpSession::step().
  void run(ProgressWatch& watch);

 private:
  class RangeSink;

  void start_more();
  void end(AnswerSink* ended);
  void cancel_all_but_whole();

  HttpSession& session_;
  std::string url_;
  std::string display_url_;
  std::uint64_t blob_length_;
  PieceLedger& ledger_;
  std::deque<RangeRequest> waiting_;
  std::list<RangeSink> active_;
  std::size_t most_active_ = 1;
  bool grants_ranges_ = false;
  // Set once the server answered a range with the whole file: that answer then serves every missing
  // piece.
  RangeSink* whole_ = nullptr;
};

}  // namespace switchback
