// What a host that has an older release would download for a newer one by frames: those with
// content that the older tree does not have, and the changed blocks of the index.
#pragma once

#include <cstdint>
#include <vector>

#include "manifest-schema/release_manifest.hpp"
#include "repo-tools/repository/release_catalog.hpp"
#include "repo-tools/repository/repository_paths.hpp"

namespace switchback {

struct DownloadEstimate {
  std::uint64_t bytes = 0;     // of bundle and index; metadata and manifest are some KiB more
  std::uint64_t requests = 0;  // for bundle ranges
};

// From nothing: the whole of both.
DownloadEstimate full_download(const ReleaseManifest& to);
// Both releases' indexes are read from the repository. Throws as IndexFile does.
DownloadEstimate estimate_download(const RepositoryPaths& paths, const ReleaseManifest& from,
                                   const ReleaseManifest& to);

}  // namespace switchback
