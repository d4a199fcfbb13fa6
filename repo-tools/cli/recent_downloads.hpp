// What hosts with recent releases would download for a new one.
#pragma once

#include <optional>
#include <vector>

#include "manifest-schema/release_manifest.hpp"
#include "repo-tools/publish/download_estimate.hpp"
#include "repo-tools/repository/repository_metadata.hpp"
#include "repo-tools/repository/repository_paths.hpp"

namespace switchback {

struct RecentDownload {
  std::optional<Version> from;  // nothing is installed: the whole bundle
  DownloadChoice choice;
};

// Of the releases that were published last, the last first; then from nothing. A release that
// cannot be read is left out: the publication is done by then.
std::vector<RecentDownload> recent_downloads(const RepositoryPaths& paths,
                                             const RepositoryMetadata& metadata,
                                             const ReleaseManifest& manifest);

}  // namespace switchback
