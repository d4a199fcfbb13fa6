// switchback-repo: the publisher's command.

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <exception>
#include <iostream>

#include "base/errors.hpp"
#include "base/nearest_name.hpp"
#include "base/terminal/error_message.hpp"
#include "base/terminal/exit_status.hpp"
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
  add_list_command(app, invocation);
  add_show_command(app, invocation);
  add_refresh_command(app, invocation);
  add_verify_command(app, invocation);
  add_serve_command(app, invocation);
}

// What was wrong with the command line. A word that is no command is named, not counted as absent.
std::string usage_error(const CLI::App& app, const CLI::ParseError& error) {
  const auto words = app.remaining();
  if (!app.get_subcommands().empty() || words.empty() || words.front().starts_with('-'))
    return error.what();
  std::vector<std::string> commands;
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; }))
    commands.push_back(command->get_name());
  return "there is no command '" + words.front() + "'; did you mean '" +
         nearest_name(words.front(), commands) + "'?";
}

// Parses; nothing where a command is to be run.
std::optional<int> parse(CLI::App& app, int argc, char** argv, const Style& style) {
  try {
    app.parse(argc, argv);
    return std::nullopt;
  } catch (const CLI::Success& asked) {  // --help, --version
    return app.exit(asked, std::cout, std::cerr);
  } catch (const CLI::ParseError& error) {
    const ConfigError usage("usage", usage_error(app, error),
                            "see switchback-repo [COMMAND] --help");
    write_to_stderr(format_error(usage, style));
    return kExitUsage;
  }
}

int run(Invocation& invocation) {
  try {
    const int status = invocation.run();
    invocation.out().flush();
    return status;
  } catch (const Interrupted&) {
    invocation.clear_progress();
    write_to_stderr("interrupted: nothing was changed\n");
    return kExitInterrupted;
  } catch (const Error& error) {
    invocation.clear_progress();
    write_to_stderr(format_error(error, invocation.error_style()));
    return exit_status_of(error, kExitFailure);
  } catch (const std::exception& error) {
    invocation.clear_progress();
    write_to_stderr(format_internal_error(error, invocation.error_style()));
    return kExitFailure;
  }
}

}  // namespace

int main(int argc, char** argv) {
  const switchback::StopSignals signals;
  Invocation invocation(Environment::from(environ), signals.token());
  CLI::App app("Publishes signed releases for Switchback hosts", "switchback-repo");
  add_commands(app, invocation);
  if (const auto status = parse(app, argc, argv, invocation.error_style())) return *status;
  return run(invocation);
}
