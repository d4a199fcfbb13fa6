// Which superseded metadata is removed. Roots stay for ever; of every other role the newest
// superseded versions stay, and whatever was superseded a short time ago, for readers that are just
// on their way through it. So does the last version that names the manifest of a removed release,
// until `gc` has deleted that: its signature is what tells the files of a removed release from a
// stranger's. Every commit reads those versions again, each of at most 64 releases: they are as
// many as removals since the last `gc` in shards with over ten newer versions, not as releases.
#pragma once

#include <chrono>
#include <set>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "repo-tools/repository/repository_paths.hpp"

namespace switchback {

struct RetentionLimits {
  std::size_t superseded = 10;                        // versions of each role
  std::chrono::seconds age = std::chrono::hours(24);  // since the next version was made
};

struct MetadataFile {
  std::string role;
  std::uint64_t version = 0;
  Timestamp made;
  std::uint64_t length = 0;

  std::string path() const { return metadata_file_path(role, version); }
};

// Every numbered file in REPO/metadata: by role, the newest version first.
std::vector<MetadataFile> metadata_files(const RepositoryPaths& paths);

// Pure: the files to remove. The newest version of a role is never one of them.
std::vector<MetadataFile> superseded_beyond(std::vector<MetadataFile> files, Timestamp now,
                                            const RetentionLimits& limits = {});

// Those of the repository. The manifests `going` are about to be deleted.
std::vector<MetadataFile> prunable_metadata(const RepositoryPaths& paths, Timestamp now,
                                            const RetentionLimits& limits = {},
                                            const std::set<std::string>& going = {});

void prune_metadata(const RepositoryPaths& paths, Timestamp now,
                    const RetentionLimits& limits = {});

}  // namespace switchback
