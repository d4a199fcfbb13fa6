// Finds the files of the updater's configuration, refusing those that somebody else could write.
#pragma once

#include <filesystem>
#include <vector>

#include "updater/config/parse_configuration.hpp"

namespace switchback {

// Lowest first: /usr/lib/switchback/config.d, /etc/switchback/update.yml, /etc/switchback/config.d,
// /run/switchback/config.d, ROOT/config/update.yml. Drop-ins are *.yml and *.yaml, in the order of
// their names. A drop-in that is a symlink to /dev/null is none and masks those of its name in
// lower folders. Missing files and folders are fine. `system` stands before the absolute names ("/"
// outside tests). Throws ConfigError("config") for a file or folder that is not owned
// by root or the caller or that others may write, and for a file beneath the root that is a
// symlink, a hard link or not a regular file.
std::vector<ConfigurationLayer> read_configuration_files(const std::filesystem::path& root,
                                                         const std::filesystem::path& system = "/");

}  // namespace switchback
