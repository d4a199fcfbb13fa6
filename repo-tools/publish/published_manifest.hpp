// Reading a published release's manifest back.
#pragma once

#include <string>
#include <vector>

#include "manifest-schema/release_manifest.hpp"
#include "repo-tools/repository/release_catalog.hpp"
#include "repo-tools/repository/repository_paths.hpp"

namespace switchback {

// The paths of every blob that a manifest names, each once: "targets/demo/blobs/<sha256>".
std::vector<std::string> named_blobs(const ReleaseManifest& manifest);

// Also one that is staged, where a change of the release waits for signatures. Throws
// StateError("damage") where the file is missing or is not the one that the shard names.
ReleaseManifest read_manifest(const RepositoryPaths& paths, const CatalogEntry& release);

}  // namespace switchback
