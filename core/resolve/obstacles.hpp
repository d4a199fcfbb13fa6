// What stands against one release by itself: policy of the publisher, of the host and of the
// request. Whether a way leads there is another question (path_search.hpp).
#pragma once

#include <optional>
#include <vector>

#include "core/resolve/decision.hpp"
#include "manifest-schema/release_record.hpp"

namespace switchback {

// As the version to move to. `floor` is the lowest version the host may go to. A version that was
// asked for by name may be outside the channel and ahead of its rollout's percentage.
std::vector<Reason> obstacles_to_target(const ReleaseRecord& release, const HostFacts& host,
                                        const ResolveRequest& request,
                                        const std::optional<Version>& floor);

// As a stop on the way to another version. Nothing where the host may stop there.
std::optional<Reason> obstacle_to_stop(const ReleaseRecord& release, const HostFacts& host,
                                       const ResolveRequest& request);

// The channel's sight, widened to the type of a version asked for by name.
bool is_in_sight(const ReleaseRecord& release, const ResolveRequest& request);

// The first of these one-way migrations that `to` does not have.
std::optional<Reason> obstacle_to_going_back(const std::vector<std::string>& irreversible,
                                             const ReleaseRecord& to);

// What to do about it. May be empty.
std::string next_step_after(Obstacle obstacle);

}  // namespace switchback
