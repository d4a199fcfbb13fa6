#include "repo-tools/cli/completed_run.hpp"

namespace switchback {

void warn_about_completed(Invocation& invocation, const OpenRepository& repository,
                          const std::string& own) {
  for (const auto& warning : repository.warnings) invocation.warn(warning);
  if (repository.completed && repository.completed->operation != own)
    invocation.warn("completed the interrupted run: " + repository.completed->operation);
}

}  // namespace switchback
