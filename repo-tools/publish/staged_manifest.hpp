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

}  // namespace switchback
