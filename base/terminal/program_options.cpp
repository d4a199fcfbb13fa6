#include "base/terminal/program_options.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <cctype>
#include <string>
#include <string_view>
#include <utility>

namespace switchback {
namespace {

// "--dry-run" is SWITCHBACK_DRY_RUN.
std::string variable_of(const std::string& option) {
  std::string name = "SWITCHBACK_" + option;
  std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) {
    return c == '-' ? '_' : static_cast<char>(std::toupper(c));
  });
  return name;
}

// What a person decides for one run is never left in an environment.
bool has_variable(const std::string& option) {
  static constexpr std::array<std::string_view, 4> kWithout{"yes", "force", "accept-stale", "ack"};
  return std::find(kWithout.begin(), kWithout.end(), option) == kWithout.end();
}

}  // namespace

void add_program_options(CLI::App& app, ProgramRun& run) {
  ProgramOptions& options = run.options;
  app.add_flag("--yes", options.yes, "Answer questions with yes");
  app.add_flag("--dry-run", options.dry_run, "Say what would be done, do nothing");
  app.add_option_function<std::string>(
         "--color",
         [&options](const std::string& text) { options.color = *parse_color_mode(text); },
         "auto, always or never")
      ->check(CLI::IsMember({"auto", "always", "never"}));
  app.add_option_function<std::string>(
         "--progress",
         [&options](const std::string& text) { options.progress = *parse_progress_mode(text); },
         "auto, plain, none or json")
      ->check(CLI::IsMember({"auto", "plain", "none", "json"}));
}

void add_json_option(CLI::App& command, ProgramRun& run) {
  command.add_flag("--json", run.options.json, "Print one JSON object");
}

void read_variables(CLI::App& app) {
  for (CLI::Option* option : app.get_options()) {
    if (option == app.get_help_ptr() || option == app.get_version_ptr()) continue;
    if (option->get_lnames().empty()) continue;
    const std::string name = option->get_lnames().front();
    if (has_variable(name)) option->envname(variable_of(name));
  }
}

void silence_excluded_variables(CLI::App& app, const std::vector<std::string>& arguments) {
  const auto is_given = [&](const CLI::Option* option) {
    if (option->get_lnames().empty()) return false;
    const std::string name = "--" + option->get_lnames().front();
    return std::any_of(arguments.begin(), arguments.end(), [&](const std::string& argument) {
      return argument == name || argument.starts_with(name + "=");
    });
  };
  for (CLI::App* command : app.get_subcommands(nullptr))
    for (CLI::Option* option : command->get_options()) {
      const auto excluded = option->get_excludes();
      if (std::any_of(excluded.begin(), excluded.end(), is_given)) option->envname("");
    }
}

void do_when_chosen(CLI::App& command, ProgramRun& run, std::function<int()> work) {
  read_variables(command);
  command.callback([&run, work = std::move(work)] { run.work = work; });
}

}  // namespace switchback
