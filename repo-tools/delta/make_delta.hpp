// One delta: made, applied and compared, and weighed against what hosts would fetch without it.
#pragma once

#include <filesystem>

#include "core/delta/encode/encode_delta.hpp"
#include "manifest-schema/delta_reference.hpp"
#include "repo-tools/delta/release_tree.hpp"
#include "repo-tools/publish/download_estimate.hpp"

namespace switchback {

struct MadeDelta {
  DeltaReference reference;
  DownloadEstimate frames;  // what a host with the old tree fetches without the delta
  bool is_worth_it = false;
  std::uint64_t resumed_frames = 0;  // that an interrupted run had made
};

// A delta costs disk space in every mirror: it has to save a tenth at least.
bool is_clearly_smaller(std::uint64_t delta, std::uint64_t frames);

// In `file` when it is worth it, else there is none. Frames are kept in the repository until
// forget_frames() (interrupted_deltas.hpp). Throws as encode_delta() does; StateError ("state")
// where the delta does not make the new tree, because files changed meanwhile.
MadeDelta make_delta(const RepositoryPaths& paths, const Version& from, const ReleaseTree& old_tree,
                     const ReleaseTree& new_tree, DeltaOptions options,
                     const std::filesystem::path& file);

}  // namespace switchback
