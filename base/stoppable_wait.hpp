// Waiting that a stop request ends at once.
#pragma once

#include <chrono>
#include <stop_token>

namespace switchback {

// False where a stop was requested before `duration` had passed.
bool wait_unless_stopped(const std::stop_token& stop, std::chrono::nanoseconds duration);
// Until a stop is requested.
void wait_for_stop(const std::stop_token& stop);

}  // namespace switchback
