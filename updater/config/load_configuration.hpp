// The configuration of the updater for one root.
#pragma once

#include <filesystem>

#include "updater/config/parse_configuration.hpp"

namespace switchback {

// read_configuration_files and parse_configuration in one. The environment is the caller's to read
// and pass; the command line is above it and the caller's too. `system` is "/" outside tests.
Configuration load_configuration(const std::filesystem::path& root,
                                 const EnvironmentVariables& environment,
                                 const std::filesystem::path& system = "/");

}  // namespace switchback
