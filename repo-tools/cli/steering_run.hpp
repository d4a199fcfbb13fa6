// What the steering commands have in common: their options, and finding, changing and telling.
#pragma once

#include <string>
#include <vector>

#include "repo-tools/cli/invocation.hpp"
#include "repo-tools/steer/record_edits.hpp"

namespace CLI {
class App;
}  // namespace CLI

namespace switchback {

struct SteerOptions {
  std::string version;
  std::string product;
  std::vector<std::string> expires;
};

// REPO, VERSION, --product, --keys, --expires and what every command accepts.
void add_steer_options(CLI::App& command, Invocation& invocation, SteerOptions& options);

// The exit status.
int run_steering(Invocation& invocation, const SteerOptions& options, const Steering& steering);

}  // namespace switchback
