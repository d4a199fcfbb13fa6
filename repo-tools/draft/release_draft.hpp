// Publishing a draft: its files are those that were drafted, its time is now.
#pragma once

#include <functional>
#include <optional>

#include "keys/key_folder.hpp"
#include "manifest-schema/release_manifest.hpp"
#include "repo-tools/publish/publish_release.hpp"
#include "repo-tools/repository/open_repository.hpp"
#include "repo-tools/repository/release_catalog.hpp"

namespace switchback {

struct ReleasedDraft {
  ReleaseManifest manifest;
  PublishResult result;
  // The version was published before, or waits for signatures, without a draft left to publish:
  // nothing was written.
  bool was_published = false;
};

// The release that leaves nothing to publish: it is published, or waits for signatures, and `draft`
// is none or of the same content.
std::optional<CatalogEntry> released_before(const RepositoryPaths& paths,
                                            const RepositoryMetadata& metadata,
                                            const ReleaseName& name,
                                            const std::optional<ReleaseManifest>& draft);

// find_draft(), but none where one that cannot be read stands beside its release: an interrupted
// run left it.
std::optional<ReleaseManifest> draft_to_release(const RepositoryPaths& paths,
                                                const RepositoryMetadata& metadata,
                                                const ReleaseName& name);

// Throws StateError("damage") where a stored file is not what it was.
void require_whole_draft(const RepositoryPaths& paths, const ReleaseManifest& draft);

// Throws StateError("not-found").
[[noreturn]] void refuse_missing_draft(const ReleaseName& name);

// Publishes the draft as publish_releases() publishes a release, and removes it. A killed run of
// the same request is completed, also where it had removed the draft. Throws
// StateError("not-found") where there is neither draft nor release, StateError("damage") where the
// draft's files are not what they were, StateError("exists") where another release has the version.
// `keys` is called only where something is to be published. No host sees the release without its
// `rollout`; where it is there already with another, StateError("exists").
ReleasedDraft release_draft(OpenRepository& repository, const std::function<KeyFolder()>& keys,
                            const ReleaseName& name, const PublishOptions& options,
                            const std::optional<Rollout>& rollout = std::nullopt);

}  // namespace switchback
