#include "base/terminal/run_program.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <exception>
#include <iostream>
#include <optional>
#include <utility>

#include "base/errors.hpp"
#include "base/nearest_name.hpp"
#include "base/terminal/error_message.hpp"
#include "base/terminal/exit_status.hpp"
#include "base/terminal/program_options.hpp"

namespace switchback {
namespace {

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
  silence_excluded_variables(app, arguments);
  std::reverse(arguments.begin(), arguments.end());  // the order CLI::App::parse takes
  try {
    app.parse(std::move(arguments));
    return std::nullopt;
  } catch (const CLI::Success& asked) {  // --help, --version
    return app.exit(asked, std::cout, std::cerr);
  } catch (const CLI::ParseError& error) {
    const ConfigError usage("usage", usage_error(app, error),
                            "see " + app.get_name() + " [COMMAND] --help");
    write_to_stderr(format_error(usage, style));
    return kExitUsage;
  }
}

int perform(ProgramRun& run, std::string_view when_interrupted) {
  try {
    const int status = run.work();
    run.out().flush();
    return status;
  } catch (const Interrupted&) {
    run.tell("interrupted: " +
             (run.left_when_interrupted.empty() ? std::string(when_interrupted)
                                                : run.left_when_interrupted) +
             "\n");
    return kExitInterrupted;
  } catch (const Error& error) {
    run.tell(format_error(error, run.error_style()));
    return exit_status_of(error, run.failure_status);
  } catch (const std::exception& error) {
    run.tell(format_internal_error(error, run.error_style()));
    return kExitFailure;
  }
}

}  // namespace

int run_program(CLI::App& app, std::vector<std::string> arguments, ProgramRun& run,
                std::string_view when_interrupted) {
  if (const auto status = parse(app, std::move(arguments), run.error_style())) return *status;
  return perform(run, when_interrupted);
}

}  // namespace switchback
