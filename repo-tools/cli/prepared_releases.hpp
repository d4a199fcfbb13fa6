// What `publish` does before anything is published: bundles, indexes and deltas of all releases.
#pragma once

#include <vector>

#include "repo-tools/cli/invocation.hpp"
#include "repo-tools/delta/release_deltas.hpp"
#include "repo-tools/publish/prepare_release.hpp"

namespace switchback {

struct PreparedReleases {
  std::vector<PreparedRelease> releases;
  std::vector<MissingDelta> missing;
};

PreparedReleases prepare_all(Invocation& invocation, OpenRepository& repository,
                             const std::vector<ReleaseSource>& sources,
                             const PrepareOptions& options, const DeltaRequest& deltas);

// Which deltas were not worth publishing, or could not be made.
void tell_missing(Invocation& invocation, const std::vector<MissingDelta>& missing);

}  // namespace switchback
