// What `publish` does before anything is published: bundles, indexes and deltas of all releases.
#pragma once

#include <vector>

#include "repo-tools/cli/invocation.hpp"
#include "repo-tools/delta/release_deltas.hpp"
#include "repo-tools/publish/prepare_release.hpp"

namespace switchback {

struct PreparedReleases {
  std::vector<PreparedRelease> releases;
  std::vector<AddedDeltas> deltas;  // to each of them
};

PreparedReleases prepare_all(Invocation& invocation, OpenRepository& repository,
                             const std::vector<ReleaseSource>& sources,
                             const PrepareOptions& options, const DeltaRequest& deltas);

// Which deltas were not worth publishing, or could not be made, and what an interrupted run had
// made of the others. With --json only the warnings: the rest is part of the document.
void tell_deltas(Invocation& invocation, const std::vector<AddedDeltas>& deltas);

}  // namespace switchback
