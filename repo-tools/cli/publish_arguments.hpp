// What was typed behind `publish`.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "repo-tools/cli/first_rollout.hpp"

namespace switchback {

struct PublishArguments {
  std::string product;
  std::string version;
  std::string tree;
  std::string changelog;
  std::string level = "default";
  std::string memory;
  std::vector<std::string> expires;
  std::string batch;
  bool draft = false;
  FirstRolloutOptions rollout;
  std::size_t deltas_from = 1;
};

void add_publish_arguments(CLI::App& command, PublishArguments& arguments);

}  // namespace switchback
