// The files of a prepared release, on their way into the repository.
#pragma once

#include <vector>

#include "repo-tools/publish/publish_release.hpp"
#include "repo-tools/repository/open_repository.hpp"
#include "repo-tools/repository/release_catalog.hpp"

namespace switchback {

// Bundle, index, deltas and manifest; the shard names the release from then on. The files are to be
// part of the commit that makes the shard visible.
std::vector<ReleaseFile> stage_release(OpenRepository& repository, const PreparedRelease& release,
                                       const Shard& shard);

}  // namespace switchback
