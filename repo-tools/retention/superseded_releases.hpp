// Manifests that metadata named until a short time ago: a host that read it then may be downloading
// what they name now.
#pragma once

#include <chrono>
#include <map>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "repo-tools/repository/repository_paths.hpp"

namespace switchback {

// Of `manifests`, those that a shard's version names which was superseded within the grace before
// `now`, each with the time when that happened: the next version's file time.
std::map<std::string, Timestamp> recently_superseded(const RepositoryPaths& paths,
                                                     const std::vector<std::string>& manifests,
                                                     std::chrono::seconds grace, Timestamp now);

}  // namespace switchback
