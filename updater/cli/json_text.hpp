// The JSON that commands print: members in the order written, one object, one line.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>

#include "switchback/version.hpp"

namespace switchback {

using Json = nlohmann::ordered_json;

inline Json version_json(const std::optional<Version>& version) {
  return version ? Json(version->text()) : Json(nullptr);
}

}  // namespace switchback
