// --dry-run of a version that was removed.
#pragma once

#include <vector>

#include "repo-tools/publish/prepare_release.hpp"

namespace switchback {

// Throws StateError("exists") where publish_releases() would, because the version was removed and
// was another release. Whether it is the same is known of its bytes alone: where a version was
// removed they are made, in the folder for temporary files, and thrown away.
void require_same_if_removed(const RepositoryPaths& paths, const RepositoryMetadata& metadata,
                             const std::vector<ReleaseSource>& sources,
                             const PrepareOptions& options, Progress& progress);

}  // namespace switchback
