// A publication that is repeated after a run which was killed, or could not say that it was done:
// opening the repository completed its step.
#pragma once

#include <string>
#include <vector>

#include "repo-tools/publish/publish_release.hpp"
#include "repo-tools/repository/open_repository.hpp"

namespace switchback {

// Whether opening `repository` completed the publication of exactly these releases.
bool completes_publication(const OpenRepository& repository, const std::vector<ReleaseName>& names);

// What that run would have told. Throws StateError("exists") where it published other content, or
// with another rollout than the one asked for now.
PublishResult completed_publication(OpenRepository& repository,
                                    const std::vector<PreparedRelease>& releases,
                                    const std::string& identity);

// Forgets the work on deltas to the releases: they are there. What fails becomes a warning.
void forget_work(const RepositoryPaths& paths, const std::vector<PreparedRelease>& releases,
                 std::vector<std::string>& warnings);

}  // namespace switchback
