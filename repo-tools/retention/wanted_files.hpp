// Which files that wait for signatures are still to become visible after a change.
#pragma once

#include <vector>

#include "repo-tools/repository/open_repository.hpp"

namespace switchback {

// Leaves those that the edited metadata names: manifests, and the blobs that these name. What
// belonged to releases or deltas that are gone now goes.
void keep_wanted(const OpenRepository& repository, std::vector<ReleaseFile>& files);

// "targets/demo/0001/0r1/<sha256>.manifest.json" of a target of a shard.
std::string manifest_path_of(const std::string& target_path, const tuf::TargetFile& target);

}  // namespace switchback
