// switchback: the host's command.

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <exception>
#include <iostream>
#include <optional>
#include <string>
#include <vector>

#include "base/errors.hpp"
#include "base/nearest_name.hpp"
#include "base/terminal/error_message.hpp"
#include "base/terminal/exit_status.hpp"
#include "base/terminal/stop_signals.hpp"
#include "updater/cli/commands.hpp"
#include "updater/cli/common_options.hpp"

namespace {

using namespace switchback;

void add_commands(CLI::App& app, Invocation& invocation) {
  app.set_help_flag("--help", "Print this help");
  app.set_version_flag("--version", SWITCHBACK_VERSION, "Print the version of this program");
  app.require_subcommand(1);
  app.fallthrough();
  add_common_options(app, invocation);
  read_variables(app);
  add_init_command(app, invocation);
  add_update_commands(app, invocation);
  add_check_command(app, invocation);
  add_status_commands(app, invocation);
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
  return {arguments.rbegin(), arguments.rend()};  // the order CLI::App::parse takes
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
std::optional<int> parse(CLI::App& app, std::vector<std::string> arguments, const Style& style) {
  try {
    silence_excluded_variables(app, arguments);
    app.parse(std::move(arguments));
    return std::nullopt;
  } catch (const CLI::Success& asked) {  // --help, --version
    return app.exit(asked, std::cout, std::cerr);
  } catch (const CLI::ParseError& error) {
    const ConfigError usage("usage", usage_error(app, error), "see switchback [COMMAND] --help");
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
    invocation.tell("interrupted: the old version is active; run the command again to go on\n");
    return kExitInterrupted;
  } catch (const Error& error) {
    invocation.tell(format_error(error, invocation.error_style()));
    return exit_status_of(error, invocation.failure_status);
  } catch (const std::exception& error) {
    invocation.tell(format_internal_error(error, invocation.error_style()));
    return kExitFailure;
  }
}

}  // namespace

int main(int argc, char** argv) {
  const StopSignals signals;
  Invocation invocation(Environment::from(environ), signals.token());
  CLI::App app("Signed, atomic updates of an application in two slots", "switchback");
  add_commands(app, invocation);
  if (const auto status = parse(app, arguments_of(argc, argv), invocation.error_style()))
    return *status;
  return run(invocation);
}
