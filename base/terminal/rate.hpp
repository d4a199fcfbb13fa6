// Speed and remaining time of one phase, from its reports. Pure: the time is an argument.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

namespace switchback {

class Rate {
 public:
  using Time = std::chrono::steady_clock::time_point;

  explicit Rate(Time start) : start_(start), sampled_(start) {}

  // `done` is cumulative. Samples closer than 250 ms are taken together.
  void update(std::uint64_t done, Time time);

  // The phase has ended: from now on the rate is its average.
  void finish(std::uint64_t done, Time time);

  // Units a second, weighted towards the last seconds; nothing before there is anything to say.
  std::optional<double> per_second() const { return rate_; }
  // Nothing where the total or the rate is unknown.
  std::optional<std::chrono::seconds> remaining(std::uint64_t done, std::uint64_t total) const;
  std::chrono::milliseconds elapsed(Time time) const;

 private:
  Time start_;
  Time sampled_;
  std::uint64_t sampled_done_ = 0;
  std::optional<double> rate_;
};

}  // namespace switchback
