// The configuration files of the updater as settings of one
// run.
#pragma once

#include <filesystem>

#include "base/terminal/environment.hpp"
#include "switchback/host.hpp"

namespace switchback {

struct CommandSettings {
  HostSettings host;
  bool require_confirmation = true;
};

CommandSettings load_settings(const std::filesystem::path& root, const Environment& environment);

}  // namespace switchback
