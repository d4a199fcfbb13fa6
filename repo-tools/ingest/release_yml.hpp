// .switchback/release.yml: what a published tree says about itself, as a person wrote it.
#pragma once

#include <string>
#include <string_view>

#include "manifest-schema/release_description.hpp"

namespace switchback {

// Throws ConfigError("config") whose message begins with "FILE:LINE: ".
ReleaseDescription parse_release_yml(std::string_view text, std::string_view product,
                                     const std::string& file = ".switchback/release.yml");

}  // namespace switchback
