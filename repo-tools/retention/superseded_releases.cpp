#include "repo-tools/retention/superseded_releases.hpp"

#include <algorithm>
#include <set>

#include "repo-tools/repository/named_manifests.hpp"
#include "repo-tools/repository/pruning.hpp"
#include "repo-tools/retention/published_targets.hpp"

namespace switchback {

std::map<std::string, Timestamp> recently_superseded(const RepositoryPaths& paths,
                                                     const std::vector<std::string>& manifests,
                                                     std::chrono::seconds grace, Timestamp now) {
  std::map<std::string, Timestamp> found;
  const std::set<std::string> wanted(manifests.begin(), manifests.end());
  std::set<std::string> shards;
  for (const auto& manifest : manifests) shards.insert(shard_role_of(manifest));
  const auto files = metadata_files(paths);
  for (std::size_t i = 1; i < files.size(); ++i) {
    const Timestamp superseded = files[i - 1].made;
    if (files[i].role != files[i - 1].role || !shards.contains(files[i].role)) continue;
    if (superseded + grace <= now) continue;
    // Newest first: the last version that named a manifest says when it went.
    for (const auto& manifest : named_manifests(paths, files[i].role, files[i].version))
      if (wanted.contains(manifest)) found.emplace(manifest, std::min(superseded, now));
  }
  return found;
}

}  // namespace switchback
