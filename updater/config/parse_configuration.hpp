// From texts to a Configuration; pure. load_configuration.hpp finds the texts.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "updater/config/configuration.hpp"

namespace switchback {

struct ConfigurationLayer {
  std::string name;  // the file's, for errors
  std::string text;  // YAML
};

// SWITCHBACK_POLICY_CHANNEL=beta stands for policy.channel; a list is separated by commas. Other
// variables are no business of the configuration. What waives a question
// (safety.require_confirmation, safety.allow_data_loss) has no variable, as --yes has none.
using EnvironmentVariables = std::map<std::string, std::string>;

// Later layers win, key by key (a list is one value); the environment wins over all of them. Throws
// ConfigError("config") that begins with "FILE:LINE: " or "VARIABLE: ".
Configuration parse_configuration(const std::vector<ConfigurationLayer>& layers,
                                  const EnvironmentVariables& environment = {});

}  // namespace switchback
