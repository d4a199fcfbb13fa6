// Scalars of YAML by the core schema of YAML 1.2.2 (10.3), as JSON and back.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

namespace switchback {

nlohmann::json plain_scalar(const std::string& text);
// Plain where that is the same text and nothing else, in quotes elsewhere.
std::string yaml_text(const std::string& text);

}  // namespace switchback
