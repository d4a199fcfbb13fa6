// A published release is no longer said to have a delta: hosts fetch frames instead, and `gc`
// deletes the delta when its grace is over.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "repo-tools/delta/add_delta.hpp"

namespace switchback {

// Transaction::operation: "remove delta demo 0r1 0r3".
std::string delta_removal_operation(const DeltaPair& pair);

struct DeltaRemovalPlan {
  CatalogEntry to;
  ReleaseManifest manifest;         // of `to`, without the delta
  std::optional<DeltaOffer> delta;  // nothing where there is none to remove
};

// Changes nothing. `from` may be a release that is not there any more. Throws StateError as
// visible_release() does for `to`, StateError("damage").
DeltaRemovalPlan plan_delta_removal(const RepositoryPaths& paths,
                                    const RepositoryMetadata& metadata, const DeltaPair& pair);

enum class DeltaRemovalOutcome {
  removed,
  absent,                // nothing was written
  completed_interrupted  // a killed run of the same request had recorded it
};

struct RemovedDelta {
  DeltaRemovalOutcome outcome = DeltaRemovalOutcome::removed;
  std::optional<DeltaOffer> delta;
  bool visible = true;  // false while the shard waits for keys that are not here
  std::vector<WaitingRole> waiting;
  std::vector<std::string> warnings;
};

// `plan` is of repository.view; `keys` is called only where there is a delta to remove.
RemovedDelta remove_delta(OpenRepository& repository, const std::function<KeyFolder()>& keys,
                          const DeltaPair& pair, const DeltaRemovalPlan& plan,
                          const PublishOptions& options);

}  // namespace switchback
