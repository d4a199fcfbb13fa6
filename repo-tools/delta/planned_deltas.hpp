// What `publish --dry-run` says about deltas.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "manifest-schema/release_manifest.hpp"
#include "repo-tools/publish/prepare_release.hpp"
#include "repo-tools/repository/repository_metadata.hpp"
#include "repo-tools/repository/repository_paths.hpp"

namespace switchback {

// What the release would be, as far as description and changelog tell; no bundle, no index.
PreparedRelease planned_release(const ReleaseSource& source, const ReleaseText& text,
                                Timestamp now);

// The releases from which add_deltas() would try to make a delta to `release`, in its order,
// without a look at the tree: none is needed from one that has the same, and one that does not help
// is not published. Of each only what it leads from is known. `earlier` are planned, too. Changes
// nothing.
std::vector<DeltaReference> planned_deltas(const RepositoryPaths& paths,
                                           const RepositoryMetadata& metadata,
                                           const std::vector<PreparedRelease>& earlier,
                                           const PreparedRelease& release, std::size_t count);

}  // namespace switchback
