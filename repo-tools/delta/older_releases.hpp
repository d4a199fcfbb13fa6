// From what a delta to a new release may lead: releases that readers see, and those that are about
// to be published with it.
#pragma once

#include <string>
#include <vector>

#include "manifest-schema/release_record.hpp"
#include "repo-tools/delta/release_tree.hpp"
#include "repo-tools/publish/publish_release.hpp"

namespace switchback {

class OlderReleases {
 public:
  // `paths` and `earlier` must outlive this object. `earlier` are those of the same batch.
  OlderReleases(const RepositoryPaths& paths, const RepositoryMetadata& metadata,
                const std::vector<PreparedRelease>& earlier, const std::string& product);

  // In no particular order; what follows takes positions in it.
  const std::vector<ReleaseRecord>& records() const { return records_; }
  // Throws StateError("damage").
  ReleaseManifest manifest(std::size_t position) const;
  ReleaseFiles files(std::size_t position, const ReleaseManifest& manifest) const;

 private:
  const PreparedRelease* staged(std::size_t position) const;

  const RepositoryPaths& paths_;
  std::vector<ReleaseRecord> records_;  // of published ones, then of staged ones
  std::vector<CatalogEntry> published_;
  std::vector<const PreparedRelease*> staged_;
};

}  // namespace switchback
