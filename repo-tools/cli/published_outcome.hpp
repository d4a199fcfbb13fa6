// What the commands that publish a release tell: publish, release, promote.
#pragma once

#include <vector>

#include "manifest-schema/release_manifest.hpp"
#include "repo-tools/cli/invocation.hpp"
#include "repo-tools/cli/prepared_releases.hpp"
#include "repo-tools/publish/publish_release.hpp"
#include "repo-tools/repository/open_repository.hpp"

namespace switchback {

// Sizes, what hosts would download of the last release of each product, and the roles that wait for
// keys.
void tell_published(Invocation& invocation, const OpenRepository& repository,
                    const std::vector<ReleaseManifest>& manifests, const PublishResult& result);

// The same as one JSON document, for `publish`; what is wrong is warned of beside it.
void tell_published_as_json(Invocation& invocation, const OpenRepository& repository,
                            const PreparedReleases& prepared, const PublishResult& result);

std::vector<ReleaseManifest> manifests_of(const std::vector<PreparedRelease>& releases);

}  // namespace switchback
