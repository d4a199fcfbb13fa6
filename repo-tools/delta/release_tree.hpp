// The tree of a release that is there as bundle and index: what a delta leads from, or to.
#pragma once

#include <filesystem>
#include <stop_token>

#include "core/tree/index_file.hpp"
#include "manifest-schema/release_manifest.hpp"
#include "repo-tools/repository/repository_paths.hpp"

namespace switchback {

// A folder with the files of a release, as its index says.
struct ReleaseTree {
  IndexFile index;
  std::filesystem::path folder;
};

struct ReleaseFiles {
  std::filesystem::path bundle;
  std::filesystem::path index;
  IndexReference reference;
};

// Of a release that readers see.
ReleaseFiles published_files(const RepositoryPaths& paths, const ReleaseManifest& manifest);

// Makes `folder` and in it every file of the release, 0600 and without the symlinks: what a delta
// reads. Everything is checked against the index. Throws StateError("damage") where bundle or index
// are missing or not what they should be, StorageError, Interrupted.
ReleaseTree extract_release(const ReleaseFiles& release, const std::filesystem::path& folder,
                            const std::stop_token& stop);

}  // namespace switchback
