// Told before the work is done: whether a release is the one that was removed is known only when
// its tree is read.
#pragma once

#include <vector>

#include "repo-tools/cli/invocation.hpp"
#include "repo-tools/publish/publish_release.hpp"
#include "repo-tools/repository/repository_metadata.hpp"

namespace switchback {

void warn_about_removed(Invocation& invocation, const RepositoryMetadata& metadata,
                        const std::vector<ReleaseName>& names);

}  // namespace switchback
