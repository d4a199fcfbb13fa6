// Options of the publisher's commands.
#pragma once

#include "repo-tools/cli/invocation.hpp"

namespace CLI {
class App;
}  // namespace CLI

namespace switchback {

// REPO and what every command of either program accepts.
void add_repository_options(CLI::App& command, Invocation& invocation);
void add_keys_option(CLI::App& command, Invocation& invocation);

}  // namespace switchback
