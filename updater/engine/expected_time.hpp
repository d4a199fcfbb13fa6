// How long an update will probably take, as a pure function of what it moves and of what this
// host's last updates took. An estimate: it says what it rests on, and nothing is decided by it.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace switchback {

// What a finished update moved (downloaded and written, in bytes) and how long its steps took.
struct MeasuredUpdate {
  std::uint64_t bytes = 0;
  std::chrono::milliseconds duration{0};
  bool instant = false;  // nothing was staged, only switched
};

struct ExpectedTime {
  std::chrono::milliseconds duration{0};
  bool measured = false;  // false: `basis` names an assumption
  std::string basis;      // "12.3 MiB/s, measured over the last 3 updates"
};

// Without a measurement: what a plain disk writes, and the longest that a switch should take.
constexpr std::uint64_t kAssumedWriteRate = 50 * 1024 * 1024;  // bytes per second
constexpr std::chrono::milliseconds kAssumedSwitch{1000};
// Below this an update's time says nothing about throughput.
constexpr std::uint64_t kTellingBytes = 1024 * 1024;

// `history`: the newest updates of this host that succeeded, in any order.
ExpectedTime expected_instant_time(const std::vector<MeasuredUpdate>& history);
// `limit_rate`: bytes per second that the configuration allows for downloads; 0: no limit.
ExpectedTime expected_build_time(const std::vector<MeasuredUpdate>& history,
                                 std::uint64_t download_bytes, std::uint64_t write_bytes,
                                 std::uint64_t limit_rate = 0);

}  // namespace switchback
