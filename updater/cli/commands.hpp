// The subcommands of switchback. Each function adds one to the parser; when it was chosen,
// Invocation::run does it.
#pragma once

#include "updater/cli/invocation.hpp"

namespace CLI {
class App;
}

namespace switchback {

void add_init_command(CLI::App& app, Invocation& invocation);
void add_check_command(CLI::App& app, Invocation& invocation);
void add_status_commands(CLI::App& app, Invocation& invocation);  // version, status
void add_update_commands(CLI::App& app,
                         Invocation& invocation);  // install, upgrade, downgrade, rollback
void add_history_command(CLI::App& app, Invocation& invocation);
void add_changelog_command(CLI::App& app, Invocation& invocation);
void add_diff_command(CLI::App& app, Invocation& invocation);
void add_verify_command(CLI::App& app, Invocation& invocation);
void add_why_commands(CLI::App& app, Invocation& invocation);     // why, why-not
void add_policy_commands(CLI::App& app, Invocation& invocation);  // pin, unpin, hold, unhold
void add_recover_command(CLI::App& app, Invocation& invocation);

}  // namespace switchback
