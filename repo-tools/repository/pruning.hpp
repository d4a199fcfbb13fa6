// Which superseded metadata a publication removes. Roots stay for ever; of every other role the
// newest superseded versions stay, and whatever was superseded a short time ago, for readers that
// are just on their way through it.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "repo-tools/repository/repository_paths.hpp"

namespace switchback {

struct RetentionLimits {
  std::size_t superseded = 10;  // versions of each role
  std::chrono::hours age{24};   // since the next version was made
};

struct MetadataFile {
  std::string role;
  std::uint64_t version = 0;
  Timestamp made;
};

// Pure: the files to remove. The newest version of a role is never one of them.
std::vector<MetadataFile> superseded_beyond(std::vector<MetadataFile> files, Timestamp now,
                                            const RetentionLimits& limits = {});

void prune_metadata(const RepositoryPaths& paths, Timestamp now,
                    const RetentionLimits& limits = {});

}  // namespace switchback
