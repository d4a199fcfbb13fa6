// REPO.state/frames: encoded frames of deltas that are not there yet, a folder for each pair of
// trees. A run that is killed while it makes a delta leaves them to the next one. The lock is held.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/digest.hpp"
#include "repo-tools/repository/repository_paths.hpp"

namespace switchback {

struct InterruptedDelta {
  std::string path;  // relative to REPO.state
  std::uint64_t bytes = 0;
  Timestamp since;  // nothing was added
};

// By time, the oldest first. Needs no lock.
std::vector<InterruptedDelta> interrupted_deltas(const RepositoryPaths& paths);

struct FramesFolder {
  std::filesystem::path path;
  std::uint64_t most = 0;  // bytes that may be kept in it
};

// For a delta between trees with these block lists; made where there is none. Room is made: the
// oldest of the others go while all together have more than half of what may be kept.
FramesFolder frames_folder(const RepositoryPaths& paths, const Sha256Digest& from_list,
                           const Sha256Digest& to_list);

// Those of a delta that is published, or not worth it; and of all deltas to a tree.
void forget_frames(const RepositoryPaths& paths, const Sha256Digest& from_list,
                   const Sha256Digest& to_list);
void forget_frames(const RepositoryPaths& paths, const Sha256Digest& to_list);
void forget(const RepositoryPaths& paths, const InterruptedDelta& delta);

}  // namespace switchback
