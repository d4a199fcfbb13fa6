#include "core/resolve/decision.hpp"

namespace switchback {

std::string_view obstacle_code(Obstacle obstacle) {
  switch (obstacle) {
    case Obstacle::newer:
      return "newer";
    case Obstacle::installed:
      return "installed";
    case Obstacle::older:
      return "older";
    case Obstacle::channel:
      return "channel";
    case Obstacle::held:
      return "held";
    case Obstacle::pinned:
      return "pinned";
    case Obstacle::yanked:
      return "yanked";
    case Obstacle::rolled_back:
      return "rolled-back";
    case Obstacle::min_version:
      return "min-version";
    case Obstacle::rollout:
      return "rollout";
    case Obstacle::dead_end:
      return "dead-end";
    case Obstacle::no_path:
      return "no-path";
    case Obstacle::irreversible:
      return "irreversible";
    case Obstacle::superseded:
      return "superseded";
    case Obstacle::not_asked:
      return "not-asked";
  }
  return "";
}

std::string_view stop_reason_code(StopReason reason) {
  switch (reason) {
    case StopReason::target:
      return "target";
    case StopReason::barrier:
      return "barrier";
    case StopReason::upgrades_from:
      return "upgrades-from";
  }
  return "";
}

}  // namespace switchback
