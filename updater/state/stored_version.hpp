// Versions as columns of state.db.
#pragma once

#include <optional>
#include <string>

#include "manifest-schema/version.hpp"

namespace switchback {

std::optional<std::string> optional_version(const std::optional<Version>& version);
// Throws StateError("state").
Version stored_version(const std::string& text);

}  // namespace switchback
