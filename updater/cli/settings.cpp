#include "updater/cli/settings.hpp"

namespace switchback {

CommandSettings load_settings(const std::filesystem::path&, const Environment&) { return {}; }

}  // namespace switchback
