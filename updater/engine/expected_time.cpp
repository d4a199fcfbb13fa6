#include "updater/engine/expected_time.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/units.hpp"

namespace switchback {
namespace {

using std::chrono::milliseconds;

std::string updates_text(std::size_t count) {
  return count == 1 ? "the last update" : fmt::format("the last {} updates", count);
}

milliseconds time_for(std::uint64_t bytes, double bytes_per_second) {
  return milliseconds(
      static_cast<std::int64_t>(static_cast<double>(bytes) * 1000 / bytes_per_second));
}

ExpectedTime unlimited_build_time(const std::vector<MeasuredUpdate>& history,
                                  std::uint64_t download_bytes, std::uint64_t write_bytes) {
  std::uint64_t bytes = 0;
  milliseconds duration{0};
  std::size_t count = 0;
  for (const auto& update : history) {
    if (update.instant || update.bytes < kTellingBytes || update.duration.count() <= 0) continue;
    bytes += update.bytes;
    duration += update.duration;
    ++count;
  }
  if (count == 0)
    return {time_for(write_bytes, static_cast<double>(kAssumedWriteRate)), false,
            "assumed: " + format_size(kAssumedWriteRate) +
                "/s written; the network's speed is not known yet"};
  const double rate = static_cast<double>(bytes) * 1000 / static_cast<double>(duration.count());
  return {time_for(download_bytes + write_bytes, rate), true,
          fmt::format("{}/s, measured over {}", format_size(static_cast<std::uint64_t>(rate)),
                      updates_text(count))};
}

}  // namespace

ExpectedTime expected_instant_time(const std::vector<MeasuredUpdate>& history) {
  milliseconds total{0};
  std::size_t count = 0;
  for (const auto& update : history) {
    if (!update.instant) continue;
    total += update.duration;
    ++count;
  }
  if (count == 0)
    return {kAssumedSwitch, false, "assumed: this host has not switched back and forth yet"};
  return {total / static_cast<std::int64_t>(count), true, "measured over " + updates_text(count)};
}

ExpectedTime expected_build_time(const std::vector<MeasuredUpdate>& history,
                                 std::uint64_t download_bytes, std::uint64_t write_bytes,
                                 std::uint64_t limit_rate) {
  ExpectedTime time = unlimited_build_time(history, download_bytes, write_bytes);
  if (limit_rate == 0) return time;
  const milliseconds at_least = time_for(download_bytes, static_cast<double>(limit_rate));
  if (at_least > time.duration)
    time = {at_least, false, "repository.limit_rate: " + format_size(limit_rate) + "/s"};
  return time;
}

}  // namespace switchback
