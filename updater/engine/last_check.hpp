// The one small file that `check` writes even when nothing is new: when it looked, what it found,
// and the time below which the clock is not believed (DESIGN section 6). Replaced without fsync; a
// power cut that loses it does no harm.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "updater/state/layout.hpp"

namespace switchback {

// A mirror that could not be used, and when that was found.
struct MirrorProblem {
  std::string mirror;  // its URL
  std::string problem;
  Timestamp since{};

  bool operator==(const MirrorProblem&) const = default;
};

struct LastCheckRecord {
  Timestamp time{};
  Timestamp time_floor{};
  std::string result;  // "none", "update", "security-update" or an error code
  std::string newest;  // version or empty
  // About the version that ran at the time: that it was withdrawn, or is a dead end.
  std::string installed;
  std::vector<std::string> notices;
  Timestamp expires{};  // the earliest expiry of the metadata that was accepted last
  std::vector<MirrorProblem> mirrors;
};

// Defaults where there is no readable record.
LastCheckRecord load_last_check(const Layout& layout);
void save_last_check(const Layout& layout, const LastCheckRecord& record);
// What a refresh has learned, whichever command it was for.
struct RefreshNews {
  Timestamp time_floor{};
  Timestamp expires{};
  std::vector<MirrorProblem> mirrors;
};
// After a refresh of another command: what it says of the last check stays.
void note_refresh(const Layout& layout, const RefreshNews& news);

}  // namespace switchback
