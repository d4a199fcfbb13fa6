// One attempt to fetch the missing pieces of a blob from one HTTP mirror. Private to this folder.
#pragma once

#include <cstdint>
#include <deque>
#include <list>
#include <memory>
#include <string>
#include <vector>

#include "core/transport/http_session.hpp"
#include "core/transport/piece_ledger.hpp"
#include "core/transport/range_answer.hpp"
#include "core/transport/range_groups.hpp"

namespace switchback {

// The first request is for one range. What it grants is followed by a request for several; where
// the mirror answers those, all others are like it, else the rest is asked for singly, with ranges
// joined over larger gaps. An answer to several ranges that is unsound, or that brings nothing, is
// no failure of the mirror, and the last of its kind: `several` says so for the session.
class BlobDownload {
 public:
  // `display_url` is what messages show. `several` is what is known about the mirror, and kept up
  // to date.
  BlobDownload(HttpSession& session, std::string url, std::string display_url,
               std::uint64_t blob_length, PieceLedger& ledger, SeveralRanges& several);
  BlobDownload(const BlobDownload&) = delete;
  BlobDownload& operator=(const BlobDownload&) = delete;
  ~BlobDownload();  // cancels what still runs

  // Returns when every piece is delivered; throws like HttpSession::step().
  void run(ProgressWatch& watch);

 private:
  using Answers = std::list<std::unique_ptr<RangeAnswer>>;

  void plan();
  void start_more();
  void start(RangeGroup group);
  AnswerSink* step(ProgressWatch& watch);
  bool may_come_singly(const FetchError& failure) const;
  void end(const AnswerSink* ended);
  void ungroup_waiting();
  void ask_singly(std::vector<std::size_t> pieces);
  void cancel_all_but_whole();

  HttpSession& session_;
  std::string url_;
  DownloadState state_;
  std::deque<RangeGroup> waiting_;
  Answers active_;
  std::size_t most_active_ = 1;
};

}  // namespace switchback
