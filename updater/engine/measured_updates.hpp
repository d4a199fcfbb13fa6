// What the host's history says about its speed.
#pragma once

#include <vector>

#include "updater/engine/expected_time.hpp"
#include "updater/engine/session.hpp"

namespace switchback {

std::vector<MeasuredUpdate> measured_updates(Session& session);

}  // namespace switchback
