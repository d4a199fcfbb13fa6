// The version path: a pure function from the releases of a product, what is known about a host and
// what is asked for to the updates that lead there, with the reason against every other release
// (DESIGN section 3).
#pragma once

#include "core/resolve/decision.hpp"
#include "core/resolve/release_graph.hpp"

namespace switchback {

// The newest release against which nothing stands is chosen, or the one asked for. The way there
// has the fewest updates possible, of these the fewest bytes, of these the fewest requests.
//
// Refusals: "not-found" (no such version, or the channel is empty: the message names those that are
// not), "usage" (upgrade downwards, downgrade upwards, a second installation), "no-path", "yanked",
// "min-version", "rollout", "pinned", "held", "rolled-back".
Decision resolve(const ReleaseGraph& graph, const HostFacts& host, const ResolveRequest& request);

}  // namespace switchback
