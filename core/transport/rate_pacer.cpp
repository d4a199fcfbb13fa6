#include "core/transport/rate_pacer.hpp"

#include <algorithm>

namespace switchback {

RatePacer::Clock::duration RatePacer::pause_after(std::uint64_t bytes, Clock::time_point now) {
  if (rate_ == 0) return {};
  const std::chrono::duration<double> cost(static_cast<double>(bytes) / static_cast<double>(rate_));
  paid_until_ = std::max(paid_until_, now) + std::chrono::duration_cast<Clock::duration>(cost);
  return paid_until_ - now;
}

}  // namespace switchback
