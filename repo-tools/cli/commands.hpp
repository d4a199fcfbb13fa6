// The subcommands of switchback-repo. Each function adds one to the parser; when it was chosen,
// Invocation::run does it.
#pragma once

#include "repo-tools/cli/invocation.hpp"

namespace CLI {
class App;
}

namespace switchback {

void add_init_command(CLI::App& app, Invocation& invocation);
void add_publish_command(CLI::App& app, Invocation& invocation);
void add_release_command(CLI::App& app, Invocation& invocation);
void add_promote_command(CLI::App& app, Invocation& invocation);
// yank, barrier, dead-end and rollout.
void add_steer_commands(CLI::App& app, Invocation& invocation);
void add_delta_command(CLI::App& app, Invocation& invocation);
void add_list_command(CLI::App& app, Invocation& invocation);
void add_show_command(CLI::App& app, Invocation& invocation);
void add_refresh_command(CLI::App& app, Invocation& invocation);
void add_verify_command(CLI::App& app, Invocation& invocation);
void add_remove_command(CLI::App& app, Invocation& invocation);
void add_gc_command(CLI::App& app, Invocation& invocation);
void add_graph_command(CLI::App& app, Invocation& invocation);
void add_stats_command(CLI::App& app, Invocation& invocation);
void add_diff_command(CLI::App& app, Invocation& invocation);
void add_log_command(CLI::App& app, Invocation& invocation);
void add_serve_command(CLI::App& app, Invocation& invocation);

}  // namespace switchback
