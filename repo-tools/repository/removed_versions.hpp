// What a shard remembers of the releases that were removed from it, so that none of them comes back
// with other content: hosts may hold the old bytes under the same version. The member
// "x-switchback-removed" of the shard's signed part, which other TUF clients and hosts pass over.
// It becomes visible in the step that removes the release, is in every copy of REPO, and is bounded
// because a removed release keeps its place among the 64 of its shard.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "manifest-schema/release_manifest.hpp"
#include "repo-tools/repository/repository_metadata.hpp"

namespace switchback {

struct RemovedVersion {
  std::string manifest_sha256;
  Timestamp published;
  Timestamp removed;

  bool operator==(const RemovedVersion&) const = default;
};
using RemovedVersions = std::map<std::string, RemovedVersion>;  // by version, as text

// Throws TrustError("trust-format").
RemovedVersions removed_versions(const tuf::Targets& shard);
// The caller edits the shard otherwise, too, and says so.
void note_removed_version(tuf::Targets& shard, const Version& version,
                          const RemovedVersion& removed);

// How many of its 64 places the shard has given away. Throws StateError("damage").
std::size_t places_taken(const std::string& shard, const tuf::Targets& content);

// Throws StateError("damage").
std::optional<RemovedVersion> find_removed(const RepositoryMetadata& metadata,
                                           const std::string& product, const Version& version);

// What is remembered of a manifest: a release is the same one whatever deltas lead to it.
std::string digest_without_deltas(const ReleaseManifest& manifest);

// Throws StateError("exists") where the version was removed and the release was another one. The
// same one, byte for byte but for the time of publication and its deltas, may come back.
void require_not_another(const RepositoryMetadata& metadata, const ReleaseManifest& manifest);

}  // namespace switchback
