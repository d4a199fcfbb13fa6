// Options of the commands that plan an update.
#pragma once

#include <string>

#include "switchback/plan.hpp"

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace switchback {

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
