#include "core/resolve/move_cost.hpp"

#include <algorithm>

namespace switchback {
namespace {

PathCost cost_by_frames(const ReleaseRecord& release) {
  constexpr std::uint64_t kIndexAndBundle = 2;
  return {1, release.sizes.bundle + release.sizes.index, kIndexAndBundle};
}

constexpr std::uint64_t kHeaderIndexChangeAndFrames = 3;

PathCost cost_of(const DeltaOffer& delta) {
  return {1, delta.length, kHeaderIndexChangeAndFrames};
}

}  // namespace

PathCost cost_between(const std::optional<Version>& from, const ReleaseRecord& release) {
  PathCost cost = cost_by_frames(release);
  for (const DeltaOffer& delta : release.deltas)
    if (from == delta.from) cost = std::min(cost, cost_of(delta));
  return cost;
}

PathCost cost_of(const DeltaChains::Chain& chain) {
  return {1, chain.bytes, kHeaderIndexChangeAndFrames * chain.positions.size()};
}

}  // namespace switchback
