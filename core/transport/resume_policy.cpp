#include "core/transport/resume_policy.hpp"

#include <algorithm>

namespace switchback {
namespace {

constexpr std::chrono::milliseconds kLongestPause{30'000};
constexpr std::size_t kMostDoublings = 16;
// An attempt has at most 12 MiB of unfinished pieces under way.
constexpr std::uint64_t kAlwaysInVain = 48 * 1024 * 1024;

}  // namespace

bool may_be_resumed(const FetchError& failure) {
  if (failure.code() == "network" || failure.code() == "too-slow") return true;
  return failure.http_status() == 429 || failure.http_status() >= 500;
}

std::uint64_t most_in_vain(std::uint64_t wanted) {
  return kAlwaysInVain + wanted;
}

std::chrono::milliseconds resume_pause(std::size_t fruitless, std::chrono::milliseconds base) {
  const auto factor = std::int64_t{1} << std::min(fruitless, kMostDoublings);
  return std::min(kLongestPause, base * factor);
}

}  // namespace switchback
