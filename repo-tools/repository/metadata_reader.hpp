// Reads a repository's own metadata back. Everything is verified from the fingerprint in
// REPO.state, expiry aside: what somebody changed in REPO must never be signed along with the next
// release.
#pragma once

#include <optional>
#include <set>
#include <string>

#include "repo-tools/repository/repository_metadata.hpp"
#include "repo-tools/repository/repository_paths.hpp"

namespace switchback {

// Whose shards are needed; nothing: everybody's. Reading all of a repository takes longer with
// every release, and a change of one product says nothing about the others' shards.
using NeededProducts = std::optional<std::set<std::string>>;

// What readers see. Throws StateError("not-found") where REPO is not a repository,
// StateError("damage") where a file is missing or does not verify.
RepositoryMetadata read_visible_metadata(const RepositoryPaths& paths,
                                         const NeededProducts& products = std::nullopt);

// "sha256:HEX" of 1.root.json as recorded by `init`.
std::string root_fingerprint(const RepositoryPaths& paths);

}  // namespace switchback
