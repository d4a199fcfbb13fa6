// How long a client may take: decides which connections of the server are cut. Pure.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>

namespace switchback {

struct PaceLimits {
  // From accept, or from the end of the answer before, until a request is complete. It also bounds
  // how long a connection may be idle.
  std::chrono::milliseconds request_deadline{60'000};
  // A reader that takes less in this time while more waits for it is cut: 1 KiB/s is slower than
  // any link an update is worth fetching over, and a minute bridges a link's short failures.
  std::chrono::milliseconds reading_window{60'000};
  std::uint64_t least_bytes_per_window = 60 * 1024;
};

enum class Pace { kept, request_late, reader_slow, client_gone };

// One connection. The times of its calls do not decrease.
class ConnectionPace {
 public:
  using Time = std::chrono::steady_clock::time_point;
  // How many bytes the client has acknowledged since accept; nothing where that is not known now.
  using BytesTaken = std::function<std::optional<std::uint64_t>()>;
  // Whether the client will send no more and all that it sent has been read.
  using HasEnded = std::function<bool()>;

  explicit ConnectionPace(Time accepted) : since_(accepted) {}

  void answer_begins();
  void answer_ended(Time now);
  // Asks for the bytes at the first look at an answer and then once in a window; for the end while
  // a request is waited for. A client has gone when two looks with nothing between them have seen
  // its end: what it sent last may have been a request that is just being read.
  Pace judge(Time now, const PaceLimits& limits, const BytesTaken& bytes_taken,
             const HasEnded& has_ended);

 private:
  Pace judge_request(Time now, const PaceLimits& limits, const HasEnded& has_ended);

  bool answering_ = false;
  bool ended_ = false;                     // at the look before
  Time since_;                             // the begin of the request's time or of the window
  std::optional<std::uint64_t> at_begin_;  // bytes taken at the window's begin
};

}  // namespace switchback
