// What a person has to do about roles that lack signatures.
#pragma once

#include <vector>

#include "repo-tools/cli/invocation.hpp"
#include "repo-tools/repository/commit.hpp"

namespace switchback {

void warn_about_waiting(Invocation& invocation, const std::vector<WaitingRole>& waiting);

}  // namespace switchback
