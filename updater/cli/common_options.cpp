#include "updater/cli/common_options.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <cctype>

#include "base/errors.hpp"
#include "base/units.hpp"

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

VerifyLevel verify_level(const std::string& text) {
  if (text == "none") return VerifyLevel::none;
  return text == "full" ? VerifyLevel::full : VerifyLevel::fast;
}

}  // namespace

void add_common_options(CLI::App& app, Invocation& invocation) {
  CommonOptions& options = invocation.options;
  app.add_option("--root", options.root, "The root (the enclosing one, else /opt/switchback)");
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

void add_json_option(CLI::App& command, Invocation& invocation) {
  command.add_flag("--json", invocation.options.json, "Print one JSON object");
}

void read_variables(CLI::App& command) {
  static constexpr std::array<std::string_view, 5> kWithout{"yes", "force", "accept-stale", "ack",
                                                            "help"};
  for (CLI::Option* option : command.get_options()) {
    if (option->get_lnames().empty()) continue;
    const std::string name = option->get_lnames().front();
    const bool asks_for_version = name == "version" && command.get_parent() == nullptr;
    if (!asks_for_version && std::find(kWithout.begin(), kWithout.end(), name) == kWithout.end())
      option->envname(variable_of(name));
  }
}

void silence_excluded_variables(CLI::App& app, const std::vector<std::string>& arguments) {
  const auto is_given = [&](const CLI::Option* option) {
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

CLI::Option* add_channel_option(CLI::App& command, UpdateOptions& options) {
  return command.add_option("--channel", options.channel, "alpha, beta or stable")
      ->check(CLI::IsMember({"alpha", "beta", "stable"}));
}

void add_verify_option(CLI::App& command, UpdateOptions& options) {
  command
      .add_option("--verify", options.verify,
                  "How to look at files that are already here: none, fast (fingerprints) or full")
      ->check(CLI::IsMember({"none", "fast", "full"}));
}

void add_force_option(CLI::App& command, UpdateOptions& options) {
  command.add_flag("--force", options.force,
                   "Skip yanks, min_version and slots in use; never trust or space");
}

void add_stale_options(CLI::App& command, UpdateOptions& options) {
  CLI::Option* reason =
      command.add_option("--reason", options.reason, "Why expired metadata is accepted");
  command
      .add_option("--accept-stale", options.accept_stale,
                  "Accept metadata that expired at most so long ago (7d)")
      ->needs(reason);
}

UpdateRequest request_of(UpdateRequest::Kind kind, const UpdateOptions& options, bool dry_run) {
  UpdateRequest request;
  request.kind = kind;
  if (!options.version.empty()) request.to = Version::from_argument(options.version);
  if (!options.channel.empty()) request.channel = parse_channel(options.channel);
  if (options.stable) request.channel = Channel::stable;
  request.verify = verify_level(options.verify);
  request.force = options.force;
  request.dry_run = dry_run;
  if (!options.update_id.empty()) request.update_id = options.update_id;
  if (!options.accept_stale.empty()) {
    const auto allowance = parse_duration(options.accept_stale);
    if (!allowance)
      throw ConfigError("usage", "--accept-stale: '" + options.accept_stale + "' is not a duration",
                        "write it like 12h or 7d");
    request.accept_stale = std::chrono::duration_cast<std::chrono::seconds>(*allowance);
    request.accept_stale_reason = options.reason;
  }
  return request;
}

}  // namespace switchback
