// All of `verify` but the blobs' content: metadata, manifests, and which files there are. Quick
// enough to be repeated where a publisher changed something meanwhile.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "repo-tools/verify/findings.hpp"
#include "repo-tools/verify/interrupted_publication.hpp"
#include "repo-tools/verify/published_folder.hpp"
#include "repo-tools/verify/verified_metadata.hpp"
#include "repo-tools/verify/verified_release.hpp"

namespace switchback {

struct Survey {
  VerifiedMetadata metadata;
  std::vector<ReleaseBlobs> blobs;   // distinct pairs of bundle and index, of present releases
  std::vector<ReleaseDelta> deltas;  // distinct ones
  std::size_t releases = 0;
  std::vector<std::string> notes;
  std::size_t metadata_files = 0;
};

Survey survey_repository(const PublishedFolder& folder, const RepositoryPaths& paths, Timestamp now,
                         Findings& findings);

}  // namespace switchback
