// Decides when a transfer is too slow. Fed with the time spent on the network only, so
// that a slow consumer is never blamed on a mirror. Pure: no clock inside.
#pragma once

#include <chrono>
#include <cstdint>

namespace switchback {

class ProgressWatch {
 public:
  using Duration = std::chrono::nanoseconds;

  struct Limits {
    Duration stall{};                // 0: no limit
    std::uint64_t minimum_rate = 0;  // bytes a second, averaged over `stall`
    Duration total{};                // 0: no limit
  };
  enum class Verdict { going, silent, too_slow, over_time };

  explicit ProgressWatch(const Limits& limits) : limits_(limits) {}

  // `elapsed` was spent on the network and `bytes` arrived since the last call.
  Verdict waited(Duration elapsed, std::uint64_t bytes);
  // The longest wait after which waited() should be called again.
  Duration patience() const;

 private:
  Limits limits_;
  Duration silence_{};
  Duration window_{};
  Duration total_{};
  std::uint64_t window_bytes_ = 0;
};

}  // namespace switchback
