// Taking releases out of their shards in one metadata step. Their files stay: nothing references
// them any more, and `gc` deletes them when their grace is over.
#pragma once

#include "keys/key_folder.hpp"
#include "repo-tools/repository/commit.hpp"
#include "repo-tools/repository/open_repository.hpp"
#include "repo-tools/retention/removal_plan.hpp"

namespace switchback {

// Whether a killed run of the same request had recorded its step, which this run completed.
bool was_just_removed(const OpenRepository& repository, const RemovalRequest& request);

// `plan` is of repository.view. A shard that is empty afterwards stays a role. Shards whose keys
// are elsewhere are left pending, and their releases visible. The time from which files count as
// unreferenced is recorded; where that fails `gc` starts counting itself, and a warning says so.
CommitResult remove_releases(OpenRepository& repository, KeyFolder& keys,
                             const RemovalRequest& request, const RemovalPlan& plan,
                             const Lifetimes& lifetimes, Timestamp now);

}  // namespace switchback
