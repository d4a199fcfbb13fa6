// What one update costs, as far as the records tell: an upper bound, because a host fetches only
// what it has nowhere.
#pragma once

#include <optional>

#include "core/resolve/cheapest_stop.hpp"
#include "core/resolve/delta_chains.hpp"
#include "manifest-schema/release_record.hpp"

namespace switchback {

// By a delta where there is one from that version and it is shorter, else by all frames of the
// bundle.
PathCost cost_between(const std::optional<Version>& from, const ReleaseRecord& release);

// As one update.
PathCost cost_of(const DeltaChains::Chain& chain);

}  // namespace switchback
