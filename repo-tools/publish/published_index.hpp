// Reading a published release's tree index.
#pragma once

#include "core/tree/index_file.hpp"
#include "manifest-schema/release_manifest.hpp"
#include "repo-tools/repository/repository_paths.hpp"

namespace switchback {

// Throws as IndexFile::open does.
IndexFile open_index(const RepositoryPaths& paths, const ReleaseManifest& manifest);

}  // namespace switchback
