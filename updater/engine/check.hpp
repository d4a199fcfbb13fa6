// check: what is available.
#pragma once

#include "base/clock.hpp"
#include "updater/engine/session.hpp"

namespace switchback {

// `record`: store metadata, the last check and the time floor; false where another run holds the
// lock.
CheckResult check_for_updates(Session& session, Timestamp now, bool record);

}  // namespace switchback
