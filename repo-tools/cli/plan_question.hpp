// Commands that delete show what they would do, and ask.
#pragma once

#include <string>

#include "repo-tools/cli/invocation.hpp"

namespace switchback {

// The plan is data, and belongs to standard output; where it is asked about, it is part of the
// question and stands beside it on standard error. With --json it is in the result instead.
void show_plan(Invocation& invocation, const std::string& plan);

// Throws ConfigError("confirmation-required") unless the answer or --yes says yes.
void confirm_plan(Invocation& invocation, const std::string& question);

}  // namespace switchback
