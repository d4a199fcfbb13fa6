// Keeps an average rate by saying how long to pause. Pure: the time is given. (libcurl's own limit
// works per transfer and lets short ones through.)
#pragma once

#include <chrono>
#include <cstdint>

namespace switchback {

class RatePacer {
 public:
  using Clock = std::chrono::steady_clock;

  explicit RatePacer(std::uint64_t bytes_per_second) : rate_(bytes_per_second) {}  // 0: no limit

  // `bytes` arrived until `now`. What was not used while idle is not saved up.
  Clock::duration pause_after(std::uint64_t bytes, Clock::time_point now);

 private:
  std::uint64_t rate_;
  Clock::time_point paid_until_{};
};

}  // namespace switchback
