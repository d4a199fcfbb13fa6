// What opening the repository did before the command itself: a killed run's step, completed.
#pragma once

#include <string>

#include "repo-tools/cli/invocation.hpp"
#include "repo-tools/repository/open_repository.hpp"

namespace switchback {

// Warnings of opening it, and the completed run, unless that was of the request `own`: the command
// tells its outcome itself then.
void warn_about_completed(Invocation& invocation, const OpenRepository& repository,
                          const std::string& own = {});

}  // namespace switchback
