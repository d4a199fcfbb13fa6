// Deleting what a plan says is due.
#pragma once

#include <stop_token>

#include "repo-tools/retention/garbage_plan.hpp"

namespace switchback {

// What is deleted so far.
struct GarbageDeletion {
  std::size_t files = 0;
  std::uint64_t bytes = 0;
  std::size_t empty_folders = 0;  // that the plan names
  std::size_t interrupted = 0;    // deltas
};

// Blobs first, then manifests with the folders that they leave empty and those that were, then
// metadata and the work on interrupted deltas, each durable before the next. The lock is held and
// has been since the plan was made. Interrupted or killed anywhere, it has deleted only what
// nothing referenced, and the next run goes on. Throws StorageError, Interrupted; `done` holds
// then, too.
void delete_garbage(const RepositoryPaths& paths, const GarbagePlan& plan,
                    const std::stop_token& stop, GarbageDeletion& done);

// Records since when everything has been unreferenced, where nothing is due yet. The lock is held.
void record_garbage(const RepositoryPaths& paths, const GarbagePlan& plan);

}  // namespace switchback
