#include "repo-tools/cli/common_options.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cctype>
#include <string>

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

}  // namespace

void add_common_options(CLI::App& command, Invocation& invocation) {
  CommonOptions& options = invocation.options;
  command.add_option("REPO", options.repository, "The repository's folder")->required();
  command.add_flag("--yes", options.yes, "Answer questions with yes");
  command.add_flag("--dry-run", options.dry_run, "Say what would be done, do nothing");
  command
      .add_option_function<std::string>(
          "--color",
          [&options](const std::string& text) { options.color = *parse_color_mode(text); },
          "auto, always or never")
      ->check(CLI::IsMember({"auto", "always", "never"}));
  command
      .add_option_function<std::string>(
          "--progress",
          [&options](const std::string& text) { options.progress = *parse_progress_mode(text); },
          "auto, plain, none or json")
      ->check(CLI::IsMember({"auto", "plain", "none", "json"}));
}

void add_keys_option(CLI::App& command, Invocation& invocation) {
  command.add_option("--keys", invocation.options.keys, "The folder of the keys (REPO.keys)");
}

void add_json_option(CLI::App& command, Invocation& invocation) {
  command.add_flag("--json", invocation.options.json, "Print one JSON object");
}

void read_variables(CLI::App& command) {
  for (CLI::Option* option : command.get_options()) {
    if (option->get_lnames().empty()) continue;
    const std::string name = option->get_lnames().front();
    if (name != "yes" && name != "help") option->envname(variable_of(name));
  }
}

}  // namespace switchback
