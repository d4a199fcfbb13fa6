// Rules of a release description that concern several keys at once.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string_view>

namespace switchback {

// For a document that has passed check_shape(release_shape()). Throws DocumentError.
void check_release_rules(const nlohmann::json& document, std::string_view product);

}  // namespace switchback
