#include "repo-tools/cli/plan_question.hpp"

#include "base/terminal/prompt.hpp"

namespace switchback {

void show_plan(Invocation& invocation, const std::string& plan) {
  const ProgramOptions& options = invocation.options;
  if (!options.yes && !options.dry_run && can_ask())
    invocation.tell(plan);
  else if (!options.json)
    invocation.out().write(plan);
}

void confirm_plan(Invocation& invocation, const std::string& question) {
  require_confirmation(question, invocation.options.yes, {}, invocation.stop());
}

}  // namespace switchback
