// Giving a release that is published already another delta: its manifest is replaced by one that
// names the delta, under the same target path; nothing else about the release changes.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/progress.hpp"
#include "core/delta/encode/encode_delta.hpp"
#include "keys/key_folder.hpp"
#include "repo-tools/publish/download_estimate.hpp"
#include "repo-tools/publish/publish_release.hpp"
#include "repo-tools/repository/open_repository.hpp"
#include "repo-tools/repository/release_catalog.hpp"

namespace switchback {

struct DeltaPair {
  std::string product;
  Version from;
  Version to;
};

// Transaction::operation: "delta demo 0r1 0r3".
std::string delta_operation(const DeltaPair& pair);

enum class DeltaOutcome {
  added,
  exists,                // nothing was written, as with the next two
  same_tree,             // a host with the one release has nothing to fetch for the other
  not_smaller,           // than frames
  completed_interrupted  // a killed run of the same request had recorded it
};

struct DeltaPlan {
  CatalogEntry to;
  ReleaseManifest from_manifest;
  ReleaseManifest to_manifest;
  DownloadEstimate frames;          // what a host fetches without a delta
  std::optional<DeltaOffer> delta;  // where it exists
  bool same_tree = false;

  bool is_due() const { return !delta && !same_tree; }
};

// Changes nothing. Throws ConfigError("usage") where both versions are one,
// StateError("not-found"), StateError("state") where one of them waits for signatures or no further
// delta may be added, StateError("damage").
DeltaPlan plan_delta(const RepositoryPaths& paths, const RepositoryMetadata& metadata,
                     const DeltaPair& pair);

struct AddedDelta {
  DeltaOutcome outcome = DeltaOutcome::added;
  DeltaOffer delta;                  // length 0 where there is none
  DownloadEstimate frames;           // what a host fetches without it
  bool visible = true;               // false while the shard waits for keys that are not here
  std::uint64_t resumed_frames = 0;  // that an interrupted run had made
  std::vector<WaitingRole> waiting;
  std::vector<std::string> warnings;
};

// Throws as plan_delta() and make_delta(). `keys` is called only where a delta is to be made, and
// before that. Neither what was steered about the release nor members of its record that a newer
// program wrote are lost.
AddedDelta add_delta(OpenRepository& repository, const std::function<KeyFolder()>& keys,
                     const DeltaPair& pair, const DeltaOptions& making,
                     const PublishOptions& options);

}  // namespace switchback
