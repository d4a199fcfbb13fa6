// The deltas that lead to a release which is about to be published.
#pragma once

#include <cstdint>
#include <filesystem>
#include <stop_token>
#include <string>
#include <vector>

#include "base/progress.hpp"
#include "repo-tools/publish/publish_release.hpp"

namespace switchback {

struct DeltaRequest {
  std::size_t count = 1;     // older releases to make deltas from; at most kMaxDeltas
  std::uint64_t memory = 0;  // see DeltaOptions
  std::stop_token stop;
};

// An older release without a delta that leads on from it.
struct MissingDelta {
  Version from;
  Version to;
  std::string why;  // "13.1 KiB, and frames are 13.5 KiB"
  bool is_failure = false;
};

struct AddedDeltas {
  std::vector<MissingDelta> missing;
  std::uint64_t resumed_frames = 0;  // that an interrupted run had made
};

// Makes deltas to `release`, whose files are in `tree`, and adds them to it. They lead from the
// newest releases from which hosts of each channel may move there (delta_bases.hpp): those that
// readers see, and `earlier` ones that are about to be published with it. One with the same index
// needs none and does not count; one with the index of another shares its delta. What does not help
// is not added, and told; an older release that is damaged is told, too. Throws as make_delta()
// does.
AddedDeltas add_deltas(OpenRepository& repository, const std::vector<PreparedRelease>& earlier,
                       PreparedRelease& release, const std::filesystem::path& tree,
                       const DeltaRequest& request, Progress& progress);

}  // namespace switchback
