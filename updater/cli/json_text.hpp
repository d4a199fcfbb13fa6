// The JSON that commands print: members in the order written, one object, one line.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "switchback/version.hpp"

namespace switchback {

using Json = nlohmann::ordered_json;

inline Json version_json(const std::optional<Version>& version) {
  return version ? Json(version->text()) : Json(nullptr);
}

// One line of it. What came from a server, a disk or an argument may not be UTF-8: such bytes are
// replaced, they never cost the whole answer.
inline std::string json_line(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace switchback
