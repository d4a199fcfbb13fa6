// switchback: the host's command.

#include <malloc.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "base/terminal/program_options.hpp"
#include "base/terminal/run_program.hpp"
#include "base/terminal/stop_signals.hpp"
#include "updater/cli/commands.hpp"

namespace {

using namespace switchback;

void add_commands(CLI::App& app, Invocation& invocation) {
  app.set_help_flag("--help", "Print this help");
  app.set_version_flag("--version", SWITCHBACK_VERSION, "Print the version of this program");
  app.require_subcommand(1);
  app.fallthrough();  // its own options stand before or after a command's name
  app.add_option("--root", invocation.named_root,
                 "The root (the enclosing one, else /opt/switchback)");
  add_program_options(app, invocation);
  read_variables(app);
  add_init_command(app, invocation);
  add_update_commands(app, invocation);
  add_check_command(app, invocation);
  add_status_commands(app, invocation);
  add_why_commands(app, invocation);
  add_policy_commands(app, invocation);
  add_changelog_command(app, invocation);
  add_history_command(app, invocation);
  add_diff_command(app, invocation);
  add_verify_command(app, invocation);
  add_recover_command(app, invocation);
}

// "switchback update CMD" is a synonym of "switchback CMD".
std::vector<std::string> arguments_of(int argc, char** argv) {
  std::vector<std::string> arguments(argv + 1, argv + argc);
  for (auto argument = arguments.begin(); argument != arguments.end(); ++argument) {
    const bool takes_value =
        *argument == "--root" || *argument == "--color" || *argument == "--progress";
    if (takes_value && argument + 1 != arguments.end()) {
      ++argument;
    } else if (!argument->starts_with('-')) {
      if (*argument == "update") arguments.erase(argument);
      break;
    }
  }
  return arguments;
}

// Buffers of pieces and frames go back to the kernel when they are freed. Left to itself, the
// allocator would move its limit above the first of them that is freed, and keep the next ones in
// the heap of the thread that happened to ask: 10 MiB in an update of 75,000 files.
void give_large_buffers_back() {
#ifdef M_MMAP_THRESHOLD
  constexpr int kLargeBuffer = 512 * 1024;
  ::mallopt(M_MMAP_THRESHOLD, kLargeBuffer);
#endif
}

}  // namespace

int main(int argc, char** argv) {
  give_large_buffers_back();
  const StopSignals signals;
  Invocation invocation(Environment::from(environ), signals.token());
  CLI::App app("Signed, atomic updates of an application in two slots", "switchback");
  add_commands(app, invocation);
  return run_program(app, arguments_of(argc, argv), invocation,
                     "the old version is active; run the command again to go on");
}
