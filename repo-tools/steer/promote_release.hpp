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

// The release to promote. Throws ConfigError("usage") where both versions are one,
// StateError("not-found"), PolicyError("yanked"), StateError("state") while it waits for signatures
// itself, StateError("exists") where there is a release `to`,
// ConfigError("config") where its min_version is above that.
CatalogEntry promotable(const RepositoryMetadata& metadata, const Promotion& promotion);

// Throws as promotable(), and StateError("damage") where a blob is missing. What is steered about
// the older release is not said about the new one, which appears with `rollout`. `keys` is called
// only where something changes.
PromotedRelease promote_release(OpenRepository& repository, const std::function<KeyFolder()>& keys,
                                const Promotion& promotion, const PublishOptions& options,
                                const std::optional<Rollout>& rollout = std::nullopt);

}  // namespace switchback
