// `delta --remove`.
#pragma once

#include "repo-tools/cli/invocation.hpp"
#include "repo-tools/delta/remove_delta.hpp"

namespace switchback {

// Asks before it removes. Gives the exit status.
int run_delta_removal(Invocation& invocation, const DeltaPair& pair, const PublishOptions& options);

}  // namespace switchback
