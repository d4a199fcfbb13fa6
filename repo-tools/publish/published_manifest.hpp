// Reading a published release's manifest back.
#pragma once

#include "manifest-schema/release_manifest.hpp"
#include "repo-tools/repository/release_catalog.hpp"
#include "repo-tools/repository/repository_paths.hpp"

namespace switchback {

// "targets/demo/0001/0r1/<sha256>.manifest.json" of the target path "demo/0001/0r1/manifest.json".
std::string manifest_file_path(const std::string& target_path, const std::string& sha256);

// Throws StateError("damage") where the file is missing or is not the one that the shard names.
ReleaseManifest read_manifest(const RepositoryPaths& paths, const CatalogEntry& release);

}  // namespace switchback
