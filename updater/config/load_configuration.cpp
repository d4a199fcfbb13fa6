#include "updater/config/load_configuration.hpp"

#include "updater/config/configuration_files.hpp"

namespace switchback {

Configuration load_configuration(const std::filesystem::path& root,
                                 const EnvironmentVariables& environment,
                                 const std::filesystem::path& system) {
  return parse_configuration(read_configuration_files(root, system), environment);
}

}  // namespace switchback
