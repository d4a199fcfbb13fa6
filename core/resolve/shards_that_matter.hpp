// Which sealed shards a host still has to read before a decision is the one that all shards would
// lead to. Pure; asked again after each reading, until nothing matters any more.
#pragma once

#include <vector>

#include "core/resolve/decision.hpp"
#include "core/resolve/release_graph.hpp"
#include "manifest-schema/shard_range.hpp"

namespace switchback {

// Positions in `unread`, ascending. `graph` has the releases of all shards that are not in
// `unread`. When nothing matters, resolve() gives the same path and refusal as with all releases,
// every release that is missing in the candidates is older than what was chosen or than what is
// installed, and newest_in_channel() and crosses_security_release() along the path are right.
std::vector<std::size_t> shards_that_matter(const std::vector<ShardRange>& unread,
                                            const ReleaseGraph& graph, const HostFacts& host,
                                            const ResolveRequest& request);

}  // namespace switchback
