// When a blob is asked for again from a mirror that failed, once no other mirror is left. Pure.
#pragma once

#include <chrono>
#include <cstddef>

#include "base/errors.hpp"

namespace switchback {

inline constexpr std::size_t kMostResumptions = 4;

// A mirror that was cut, went silent or had trouble of its own may do better; one that lied will
// not.
bool may_be_resumed(const FetchError& failure);

// base, 2 base, 4 base, … at most 30 s. `attempt` counts from 0.
std::chrono::milliseconds resume_pause(std::size_t attempt, std::chrono::milliseconds base);

}  // namespace switchback
