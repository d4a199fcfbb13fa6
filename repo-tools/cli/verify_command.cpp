#include <CLI/CLI.hpp>

#include "base/errors.hpp"
#include "repo-tools/cli/commands.hpp"
#include "repo-tools/cli/common_options.hpp"

namespace switchback {
namespace {

int run_verify(Invocation& invocation) {
  invocation.paths();
  throw StateError("internal", "verify is not there yet");
}

}  // namespace

void add_verify_command(CLI::App& app, Invocation& invocation) {
  CLI::App* command = app.add_subcommand("verify", "Check every signature and every byte");
  add_common_options(*command, invocation);
  add_json_option(*command, invocation);
  read_variables(*command);
  command->callback(
      [&invocation] { invocation.run = [&invocation] { return run_verify(invocation); }; });
}

}  // namespace switchback
