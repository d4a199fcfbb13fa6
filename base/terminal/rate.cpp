#include "base/terminal/rate.hpp"

#include <cmath>

namespace switchback {
namespace {

constexpr std::chrono::milliseconds kSample{250};
constexpr double kMemorySeconds = 5;  // a change of speed shows after about this time

}  // namespace

void Rate::update(std::uint64_t done, Time time) {
  if (time - sampled_ < kSample || done < sampled_done_) return;
  const double seconds = std::chrono::duration<double>(time - sampled_).count();
  const double present = static_cast<double>(done - sampled_done_) / seconds;
  const double weight = 1 - std::exp(-seconds / kMemorySeconds);
  rate_ = rate_ ? *rate_ + weight * (present - *rate_) : present;
  sampled_ = time;
  sampled_done_ = done;
}

void Rate::finish(std::uint64_t done, Time time) {
  const double seconds = std::chrono::duration<double>(time - start_).count();
  if (seconds > 0) rate_ = static_cast<double>(done) / seconds;
}

std::optional<std::chrono::seconds> Rate::remaining(std::uint64_t done, std::uint64_t total) const {
  constexpr double kLongest = 1e8;  // three years: beyond it the figure says nothing
  if (!rate_ || *rate_ <= 0 || total <= done) return std::nullopt;
  const double seconds = static_cast<double>(total - done) / *rate_;
  if (seconds > kLongest) return std::nullopt;
  return std::chrono::seconds(static_cast<std::int64_t>(std::ceil(seconds)));
}

std::chrono::milliseconds Rate::elapsed(Time time) const {
  return std::chrono::duration_cast<std::chrono::milliseconds>(time - start_);
}

}  // namespace switchback
