// What `delta` tells.
#pragma once

#include "repo-tools/cli/invocation.hpp"
#include "repo-tools/delta/add_delta.hpp"

namespace switchback {

// `dry`: what would be done. As JSON where that was asked for.
void tell_delta(Invocation& invocation, const DeltaPair& pair, const AddedDelta& added, bool dry);

}  // namespace switchback
