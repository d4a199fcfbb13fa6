#include "repo-tools/serve/connection_budget.hpp"

#include <sys/resource.h>

#include <algorithm>

namespace switchback {
namespace {

constexpr unsigned kReservedDescriptors = 64;

}  // namespace

unsigned affordable_connections(unsigned wanted) {
  struct rlimit limit {};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return wanted;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return wanted;
  const rlim_t spare = std::max<rlim_t>(limit.rlim_cur, 2 * kReservedDescriptors);
  return static_cast<unsigned>(std::min<rlim_t>(wanted, (spare - kReservedDescriptors) / 2));
}

}  // namespace switchback
