// switchback-repo: the publisher's command.

#include <unistd.h>

#include <CLI/CLI.hpp>

#include "base/terminal/run_program.hpp"
#include "base/terminal/stop_signals.hpp"
#include "repo-tools/cli/commands.hpp"

namespace {

using namespace switchback;

void add_commands(CLI::App& app, Invocation& invocation) {
  app.set_help_flag("--help", "Print this help");
  app.set_version_flag("--version", SWITCHBACK_VERSION, "Print the version of this program");
  app.require_subcommand(1);
  add_init_command(app, invocation);
  add_publish_command(app, invocation);
  add_release_command(app, invocation);
  add_promote_command(app, invocation);
  add_steer_commands(app, invocation);
  add_delta_command(app, invocation);
  add_list_command(app, invocation);
  add_show_command(app, invocation);
  add_refresh_command(app, invocation);
  add_verify_command(app, invocation);
  add_remove_command(app, invocation);
  add_gc_command(app, invocation);
  add_graph_command(app, invocation);
  add_stats_command(app, invocation);
  add_diff_command(app, invocation);
  add_log_command(app, invocation);
  add_serve_command(app, invocation);
}

}  // namespace

int main(int argc, char** argv) {
  const StopSignals signals;
  Invocation invocation(Environment::from(environ), signals.token());
  CLI::App app("Publishes signed releases for Switchback hosts", "switchback-repo");
  add_commands(app, invocation);
  return run_program(app, {argv + 1, argv + argc}, invocation, "nothing was changed");
}
