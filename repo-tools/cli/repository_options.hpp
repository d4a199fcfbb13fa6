// Options of the publisher's commands.
#pragma once

#include <string>
#include <vector>

#include "repo-tools/cli/invocation.hpp"
#include "repo-tools/repository/lifetimes.hpp"

namespace CLI {
class App;
}  // namespace CLI

namespace switchback {

// REPO and what every command of either program accepts.
void add_repository_options(CLI::App& command, Invocation& invocation);
void add_keys_option(CLI::App& command, Invocation& invocation);

// --expires, which may be repeated.
void add_expires_option(CLI::App& command, std::vector<std::string>& expires);
// Throws ConfigError("usage").
Lifetimes lifetimes_of(const std::vector<std::string>& expires);

}  // namespace switchback
