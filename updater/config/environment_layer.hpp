// The layer of configuration that environment variables make.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "updater/config/parse_configuration.hpp"

namespace switchback {

// Shaped like configuration_shape(), checked. Throws ConfigError("config") "VARIABLE: ...".
nlohmann::json environment_layer(const EnvironmentVariables& environment);

// "SWITCHBACK_POLICY_MAX_DOWNLOAD" for policy and max_download.
std::string configuration_variable(const std::string& section, const std::string& key);

}  // namespace switchback
