// Options that many subcommands have.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "switchback/plan.hpp"
#include "updater/cli/invocation.hpp"

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace switchback {

// --root, --yes, --dry-run, --color and --progress, which every command accepts before or after its
// name.
void add_common_options(CLI::App& app, Invocation& invocation);
void add_json_option(CLI::App& command, Invocation& invocation);

// Options can be given as SWITCHBACK_<OPTION> too; to be called when all of a command's options are
// there. --yes, --force,
// --accept-stale, --ack and --help have no variable, nor has the --version of the program itself.
void read_variables(CLI::App& command);

// The command line is above the environment: an option given there silences the variables of those
// it excludes (SWITCHBACK_TO beside --latest).
void silence_excluded_variables(CLI::App& app, const std::vector<std::string>& arguments);

// What install, upgrade, downgrade and rollback have in common, as typed.
struct UpdateOptions {
  std::string version;
  std::string channel;
  std::string verify = "fast";
  std::string accept_stale;
  std::string reason;
  std::string update_id;
  bool force = false;
  bool stage_only = false;
  bool latest = false;
  bool stable = false;
};

CLI::Option* add_channel_option(CLI::App& command, UpdateOptions& options);
void add_verify_option(CLI::App& command, UpdateOptions& options);
void add_force_option(CLI::App& command, UpdateOptions& options);
void add_stale_options(CLI::App& command, UpdateOptions& options);

// Throws ConfigError("usage").
UpdateRequest request_of(UpdateRequest::Kind kind, const UpdateOptions& options, bool dry_run);

}  // namespace switchback
