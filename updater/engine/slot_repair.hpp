// verify and verify --repair: both slots against their signed indexes.
#pragma once

#include <vector>

#include "updater/engine/session.hpp"

namespace switchback {

// Re-hashes every complete slot. With `repair` the damaged content is fetched (from the other slot
// where it is intact there, else from a mirror) and replaced by rename; what does not belong there
// is moved to .switchback/strays/. Needs neither a refresh nor unexpired metadata: the signed
// manifest of each slot is in state.db. `repair` needs the lock.
std::vector<Damage> verify_slots(Session& session, bool repair);

}  // namespace switchback
