// Which hosts a partial rollout reaches.
#pragma once

#include <cstdint>
#include <string_view>

#include "manifest-schema/release_record.hpp"

namespace switchback {

inline constexpr std::uint32_t kRolloutBuckets = 10'000;

// SHA-256(host id, product, version) mod 10,000, the fields separated by a zero byte: a host keeps
// its place in one release's rollout, and its places in two releases' rollouts have nothing to do
// with each other, so that no host is always the first.
std::uint32_t rollout_bucket(std::string_view host_id, std::string_view product,
                             const Version& version);

// A paused rollout reaches nobody new, whatever its percentage.
bool rollout_reaches(const Rollout& rollout, std::uint32_t bucket);

}  // namespace switchback
