// Steering a release: finds its record, edits it and commits its shard, as `publish` commits a new
// release.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "keys/key_folder.hpp"
#include "repo-tools/publish/publish_release.hpp"
#include "repo-tools/repository/open_repository.hpp"
#include "repo-tools/repository/release_catalog.hpp"
#include "repo-tools/steer/record_edits.hpp"

namespace switchback {

struct SteerPlan {
  CatalogEntry release;  // as it is, with what waits for signatures
  ReleaseRecord after;
  bool changes = false;
  bool waits = false;  // its shard has changes that no reader sees yet
};

enum class SteerOutcome {
  changed,
  unchanged,             // it was so already: nothing was written
  completed_interrupted  // a killed run of the same request had recorded it
};

struct SteerResult {
  SteerOutcome outcome = SteerOutcome::unchanged;
  std::string shard;  // the role that says so
  ReleaseRecord record;
  bool visible = true;  // false while the shard waits for keys that are not here
  std::vector<WaitingRole> waiting;
  std::vector<std::string> warnings;
};

// Transaction::operation: "yank demo 0r2", "yank demo 0r2 --undo", "rollout demo 0r2 20 %".
std::string steer_operation(const ReleaseName& name, const Steering& steering);

// Changes nothing. Throws StateError("not-found") where there is no such release.
SteerPlan plan_steering(const RepositoryMetadata& metadata, const ReleaseName& name,
                        const Steering& steering);

// `keys` is called only where something changes. Members of the record that a newer program wrote
// are kept.
SteerResult steer_release(OpenRepository& repository, const std::function<KeyFolder()>& keys,
                          const ReleaseName& name, const Steering& steering,
                          const PublishOptions& options);

}  // namespace switchback
