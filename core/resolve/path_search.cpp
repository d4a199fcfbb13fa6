#include "core/resolve/path_search.hpp"

#include <algorithm>

#include "core/resolve/move_cost.hpp"
#include "core/resolve/obstacles.hpp"

namespace switchback {
PathSearch::PathSearch(const ReleaseGraph& graph, const HostFacts& host,
                       const ResolveRequest& request)
    : graph_(graph),
      host_(host),
      request_(request),
      ways_(graph.size()),
      barriers_before_(graph.size()),
      blocked_before_(graph.size()) {
  if (host.installed) {
    start_ = graph.first_above(*host.installed);
    chains_.emplace(graph, *host.installed);
    if (const auto position = graph.find(*host.installed)) installed_ = &graph.at(*position);
  }
  search();
}

bool PathSearch::is_barrier(std::size_t position) const {
  const ReleaseRecord& release = graph_.at(position);
  return host_.installed && release.barrier && !release.yanked && is_in_sight(release, request_);
}

void PathSearch::search() {
  CheapestStop stops(graph_.size());
  std::optional<std::size_t> barrier;
  std::optional<std::size_t> blocked;
  for (std::size_t i = start_; i < graph_.size(); ++i) {
    barriers_before_[i] = barrier;
    blocked_before_[i] = blocked;
    ways_[i] = cheapest_way(i, stops);
    const bool may_stop =
        ways_[i] && host_.installed && !obstacle_to_stop(graph_.at(i), host_, request_);
    if (may_stop) stops.add({ways_[i]->cost, i});
    if (!is_barrier(i)) continue;
    barrier = i;
    if (!may_stop && !blocked) blocked = i;
  }
}

PathCost PathSearch::cost_at_once(std::size_t position) const {
  const ReleaseRecord& release = graph_.at(position);
  if (host_.other == release.version) return {1, 0, 0};
  const PathCost direct = cost_between(host_.installed, release);
  const auto chain = chains_ ? chains_->to(position) : std::nullopt;
  return chain ? std::min(direct, cost_of(*chain)) : direct;
}

std::optional<PathSearch::Way> PathSearch::cheapest_way(std::size_t position,
                                                        const CheapestStop& stops) const {
  const ReleaseRecord& release = graph_.at(position);
  const PathCost direct = cost_at_once(position);
  if (!host_.installed) return Way{direct, std::nullopt};
  const bool at_dead_end = installed_ != nullptr && installed_->dead_end;
  if (at_dead_end) return std::nullopt;
  const auto& barrier = barriers_before_[position];
  if (!barrier && graph_.admits(position, *host_.installed)) return Way{direct, std::nullopt};
  Span from = graph_.admitted(position);
  from.begin = std::max(from.begin, barrier.value_or(start_));
  from.end = std::min(from.end, position);
  return way_from_stop(release, from, stops);
}

// By frames every stop costs the same from here on, by a delta only the one it begins with. Chains
// are priced from what is installed alone: at a stop the rest is planned again.
std::optional<PathSearch::Way> PathSearch::way_from_stop(const ReleaseRecord& release, Span from,
                                                         const CheapestStop& stops) const {
  const auto cheapest = stops.in(from);
  if (!cheapest) return std::nullopt;
  Way best{cheapest->cost + cost_between(graph_.at(cheapest->position).version, release),
           cheapest->position};
  for (const DeltaOffer& delta : release.deltas) {
    const auto position = graph_.find(delta.from);
    if (!position || *position < from.begin || *position >= from.end) continue;
    const auto stop = stops.in({*position, *position + 1});
    if (!stop) continue;
    const PathCost cost = stop->cost + cost_between(delta.from, release);
    if (cost < best.cost) best = {cost, stop->position};
  }
  return best;
}

Hop PathSearch::hop_to(std::size_t position) const {
  const Way& way = *ways_[position];
  const PathCost before = way.previous ? ways_[*way.previous]->cost : PathCost{};
  Hop hop;
  hop.from = way.previous ? std::optional(graph_.at(*way.previous).version) : host_.installed;
  hop.to = graph_.at(position).version;
  hop.bytes = way.cost.bytes - before.bytes;
  hop.requests = way.cost.requests - before.requests;
  return hop;
}

// Barriers are never passed, so that the last one before the next release is where the way stops if
// it stops for a barrier.
StopReason PathSearch::stop_reason(std::size_t position, std::size_t next) const {
  return barriers_before_[next] == position ? StopReason::barrier : StopReason::upgrades_from;
}

std::optional<std::vector<Hop>> PathSearch::path_to(std::size_t position) const {
  if (!ways_[position]) return std::nullopt;
  std::vector<Hop> hops{hop_to(position)};
  std::size_t next = position;
  while (const auto previous = ways_[next]->previous) {
    hops.push_back(hop_to(*previous));
    hops.back().stop = stop_reason(*previous, next);
    next = *previous;
  }
  std::reverse(hops.begin(), hops.end());
  return hops;
}

// One sentence, whatever stands behind what: with thousands of releases each has a reason.
PathSearch::NoWay PathSearch::reason_against(std::size_t position) const {
  const std::string here = host_.installed ? host_.installed->text() : "";
  if (installed_ != nullptr && installed_->dead_end)
    return {{Obstacle::no_path, "cannot be reached: " + here + " is a dead end"},
            ": " + *installed_->dead_end};
  if (const auto barrier = blocked_before_[position]) {
    const Reason reason{Obstacle::no_path, "cannot be reached: every host must stop at " +
                                               graph_.at(*barrier).version.text() +
                                               " before, and may not"};
    const auto obstacle = obstacle_to_stop(graph_.at(*barrier), host_, request_);
    if (obstacle) return {reason, ": it " + obstacle->text, obstacle->obstacle};
    return {reason, ""};
  }
  return {{Obstacle::no_path, "cannot be reached: it takes upgrades from " +
                                  graph_.at(position).upgrades_from.value_or("nowhere") +
                                  " only, and no way leads there from " + here},
          ""};
}

}  // namespace switchback
