// When a blob is asked for again from a mirror that failed, once no other mirror is left. Pure.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

#include "base/errors.hpp"

namespace switchback {

// In a row that bring no piece.
inline constexpr std::size_t kMostFruitlessResumptions = 4;

// A mirror that was cut, went silent or had trouble of its own may do better; one that lied will
// not.
bool may_be_resumed(const FetchError& failure);

// How many bytes may come in vain for a blob of which so many are wanted, and it is still resumed.
// What an attempt brings beside its pieces is little from a mirror that knows ranges, and up to
// where it stopped from one that does not; this ends the work for one that always stops a piece
// further on.
std::uint64_t most_in_vain(std::uint64_t wanted);

// base, 2 base, 4 base, … at most 30 s. `fruitless` counts the resumptions before that brought
// nothing, since the last that did.
std::chrono::milliseconds resume_pause(std::size_t fruitless, std::chrono::milliseconds base);

}  // namespace switchback
