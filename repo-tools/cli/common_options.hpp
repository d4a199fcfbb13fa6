// Options that many subcommands have.
#pragma once

#include "repo-tools/cli/invocation.hpp"

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace switchback {

// REPO, --yes, --dry-run, --color and --progress, which every command accepts.
void add_common_options(CLI::App& command, Invocation& invocation);
void add_keys_option(CLI::App& command, Invocation& invocation);
void add_json_option(CLI::App& command, Invocation& invocation);

// Options can be given as SWITCHBACK_<OPTION> too; to be called when all of a command's options are
// there.
// --yes and --help have no variable.
void read_variables(CLI::App& command);

}  // namespace switchback
