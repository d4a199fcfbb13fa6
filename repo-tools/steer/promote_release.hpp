// Publishing the tree of a release under another version: 0b3, when it has proved itself, as 0r3.
// Bundle, index and deltas are the same blobs; only a manifest is new.
#pragma once

#include <functional>
#include <string>

#include "keys/key_folder.hpp"
#include "repo-tools/publish/publish_release.hpp"
#include "repo-tools/repository/open_repository.hpp"
#include "repo-tools/repository/release_catalog.hpp"

namespace switchback {

struct Promotion {
  std::string product;
  Version from;
  Version to;
};

struct PromotedRelease {
  ReleaseManifest manifest;
  PublishResult result;
};

// Transaction::operation: "promote demo 0b3 to 0r3".
std::string promote_operation(const Promotion& promotion);

// The manifest with which the release would appear `now`. Throws ConfigError("usage") where both
// versions are one, StateError("not-found"), PolicyError("yanked"), StateError("state") while the
// release to promote waits for signatures itself, StateError("exists") where there is a release
// `to`, or was another one until it was removed, ConfigError("config") where its min_version is
// above that, StateError("damage") where a blob is missing.
ReleaseManifest promoted_manifest(const RepositoryPaths& paths, const RepositoryMetadata& metadata,
                                  const Promotion& promotion, Timestamp now);

// Throws as promoted_manifest(). What is steered about the older release is not said about the new
// one, which appears with `rollout`. `keys` is called only where something changes.
PromotedRelease promote_release(OpenRepository& repository, const std::function<KeyFolder()>& keys,
                                const Promotion& promotion, const PublishOptions& options,
                                const std::optional<Rollout>& rollout = std::nullopt);

}  // namespace switchback
