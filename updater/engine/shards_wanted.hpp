// Which of a product's sealed shards a command has to read, by what the product's role says about
// them (manifest-schema/shard_range.hpp).
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "core/resolve/decision.hpp"
#include "core/resolve/release_graph.hpp"
#include "manifest-schema/shard_range.hpp"

namespace switchback {

struct Release;

// Asked after each reading with what was read so far and what was not; returns positions in
// `unread`, and none when that is enough. Must come to an end when everything is read.
using ShardsWanted = std::function<std::vector<std::size_t>(const std::vector<Release>& read,
                                                            const std::vector<ShardRange>& unread)>;

ShardsWanted all_shards();
// For `resolve(graph_of(releases), host, request)` and what is told beside it.
ShardsWanted shards_for(HostFacts host, ResolveRequest request);
ShardsWanted shards_with(Version version);
// Of the releases above `since`, up to `to`.
ShardsWanted shards_between(std::optional<Version> since, std::optional<Version> to);

ReleaseGraph graph_of(const std::vector<Release>& releases);

}  // namespace switchback
