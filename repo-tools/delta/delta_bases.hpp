// From which older releases a delta to a new one is worth making.
#pragma once

#include <cstddef>
#include <vector>

#include "manifest-schema/release_record.hpp"

namespace switchback {

// Positions in `releases`, in any order, of those below `to` from which some host may move to it in
// one update; the newest version first. None that is yanked or a dead end, none that
// `upgrades_from` does not admit, none from which every host must stop at a barrier first. Pure.
std::vector<std::size_t> delta_bases(const std::vector<ReleaseRecord>& releases,
                                     const ReleaseRecord& to);

}  // namespace switchback
