// The transfers and kept connections to one mirror, over one curl multi handle. One thread only.
// Private to this folder.
#pragma once

#include <chrono>
#include <list>
#include <memory>
#include <string>

#include "core/transport/http_transfer.hpp"
#include "core/transport/progress_watch.hpp"
#include "core/transport/rate_pacer.hpp"

namespace switchback {

class HttpSession {
 public:
  // Reads the token file. Opens no connection.
  explicit HttpSession(const TransportOptions& options);
  HttpSession(const HttpSession&) = delete;
  HttpSession& operator=(const HttpSession&) = delete;
  ~HttpSession();

  // Begins a GET; `sink` must live until its transfer ended or was cancelled.
  void start(const HttpRequest& request, AnswerSink& sink);

  // Waits for the network once and runs the sinks. Returns the sink of a transfer that ended well,
  // nullptr where none did yet. Throws what a sink threw, FetchError or Interrupted, after
  // cancelling every transfer.
  AnswerSink* step(ProgressWatch& watch);
  // Whose transfer made the last step() throw; nullptr where it was none alone. Not for use: what
  // was cancelled may be gone.
  const AnswerSink* failed() const { return failed_; }

  void cancel(const AnswerSink& sink);
  void cancel_all();

  // Ended, cancelled and running transfers.
  TransferTotals totals() const;

 private:
  struct MultiDeleter {
    void operator()(void* multi) const;
  };
  using Transfers = std::list<HttpTransfer>;

  AnswerSink* take_ended();
  Transfers::iterator remove(Transfers::iterator transfer);
  // Returns the time that counts against the mirror.
  std::chrono::nanoseconds perform();
  void wait(ProgressWatch& watch, std::chrono::nanoseconds spent);
  std::chrono::nanoseconds consumed() const;
  std::uint64_t newly_received();
  void throw_if_stopped() const;

  TransportOptions options_;
  std::string token_;
  std::unique_ptr<void, MultiDeleter> multi_;
  Transfers transfers_;
  TransferTotals ended_;
  const AnswerSink* failed_ = nullptr;
  RatePacer pacer_;
  std::uint64_t seen_ = 0;  // received() of all transfers at the last look
};

}  // namespace switchback
