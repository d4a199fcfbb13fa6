// Deleting what a plan says is due.
#pragma once

#include <stop_token>

#include "repo-tools/retention/garbage_plan.hpp"

namespace switchback {

// Blobs first, then manifests, then metadata, each durable before the next. The lock is held and
// has been since the plan was made. Interrupted or killed anywhere, it has deleted only what
// nothing referenced, and the next run goes on. Throws StorageError, Interrupted.
void delete_garbage(const RepositoryPaths& paths, const GarbagePlan& plan,
                    const std::stop_token& stop);

// Records since when everything has been unreferenced, where nothing is due yet.
void record_garbage(const RepositoryPaths& paths, const GarbagePlan& plan);

}  // namespace switchback
