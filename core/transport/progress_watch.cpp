#include "core/transport/progress_watch.hpp"

#include <algorithm>

namespace switchback {
namespace {

constexpr ProgressWatch::Duration kLongestWait = std::chrono::seconds(1);

double seconds(ProgressWatch::Duration duration) {
  return std::chrono::duration<double>(duration).count();
}

}  // namespace

ProgressWatch::Verdict ProgressWatch::waited(Duration elapsed, std::uint64_t bytes) {
  silence_ = bytes > 0 ? Duration{} : silence_ + elapsed;
  total_ += elapsed;
  window_ += elapsed;
  window_bytes_ += bytes;
  if (limits_.total.count() > 0 && total_ >= limits_.total) return Verdict::over_time;
  if (limits_.stall.count() == 0) return Verdict::going;
  if (silence_ >= limits_.stall) return Verdict::silent;
  if (window_ < limits_.stall) return Verdict::going;
  const double needed = static_cast<double>(limits_.minimum_rate) * seconds(window_);
  const bool enough = static_cast<double>(window_bytes_) >= needed;
  window_ = Duration{};
  window_bytes_ = 0;
  return enough ? Verdict::going : Verdict::too_slow;
}

ProgressWatch::Duration ProgressWatch::patience() const {
  Duration patience = kLongestWait;
  if (limits_.stall.count() > 0) patience = std::min(patience, limits_.stall - silence_);
  if (limits_.total.count() > 0) patience = std::min(patience, limits_.total - total_);
  return std::max(patience, Duration{});
}

}  // namespace switchback
