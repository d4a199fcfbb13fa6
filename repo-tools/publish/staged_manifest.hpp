// The one place where a manifest becomes a release: staged, and named with its record in a shard.
#pragma once

#include <optional>

#include "manifest-schema/release_manifest.hpp"
#include "manifest-schema/release_record.hpp"
#include "repo-tools/repository/open_repository.hpp"
#include "repo-tools/repository/release_catalog.hpp"

namespace switchback {

// The file is to be part of the commit that makes the shard visible.
ReleaseFile stage_manifest(OpenRepository& repository, const Shard& shard,
                           const ReleaseManifest& manifest,
                           const std::optional<Rollout>& rollout = std::nullopt);

// In place of the manifest of `release`, which is the same but for its deltas. What was steered
// about the release stays. The file is to be part of the commit that makes the shard visible; the
// one before it, where that only waits, is not.
ReleaseFile restage_manifest(OpenRepository& repository, const CatalogEntry& release,
                             const ReleaseManifest& manifest);

}  // namespace switchback
