// What a host that has an older release would download for a newer one by frames: those with
// content that the older tree does not have, and the changed blocks of the index; or by a delta.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/tree/index_file.hpp"
#include "manifest-schema/release_manifest.hpp"
#include "repo-tools/repository/release_catalog.hpp"
#include "repo-tools/repository/repository_paths.hpp"

namespace switchback {

struct DownloadEstimate {
  std::uint64_t bytes = 0;     // of bundle and index; metadata and manifest are some KiB more
  std::uint64_t requests = 0;  // for bundle ranges

  bool operator==(const DownloadEstimate&) const = default;
};

// From nothing: the whole of both.
DownloadEstimate full_download(const ReleaseManifest& to);
// Both releases' indexes are read from the repository. Throws as IndexFile does.
DownloadEstimate estimate_download(const RepositoryPaths& paths, const ReleaseManifest& from,
                                   const ReleaseManifest& to);
DownloadEstimate estimate_download(const IndexFile& from, const IndexFile& to);

// The delta of `to` that fits a tree of `from`, or null.
const DeltaReference* delta_between(const ReleaseManifest& from, const ReleaseManifest& to);

struct DownloadChoice {
  DownloadEstimate by_frames;
  std::optional<DownloadEstimate> by_delta;

  const DownloadEstimate& best() const { return by_delta ? *by_delta : by_frames; }
};
DownloadChoice download_choice(const RepositoryPaths& paths, const ReleaseManifest& from,
                               const ReleaseManifest& to);
// "delta, 8 % of frames" or "frames".
std::string describe(const DownloadChoice& choice);

}  // namespace switchback
