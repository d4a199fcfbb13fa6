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

struct LastCheckRecord {
  Timestamp time{};
  Timestamp time_floor{};
  std::string result;  // "none", "update", "security-update" or an error code
  std::string newest;  // version or empty
  // About the version that ran at the time: that it was withdrawn, or is a dead end.
  std::string installed;
  std::vector<std::string> notices;
};

// Defaults where there is no readable record.
LastCheckRecord load_last_check(const Layout& layout);
void save_last_check(const Layout& layout, const LastCheckRecord& record);
// After a refresh of another command: what it says of the last check stays.
void raise_time_floor(const Layout& layout, Timestamp floor);

}  // namespace switchback
