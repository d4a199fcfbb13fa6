// The JSON Schema (draft 2020-12) of a shape, for editors and for people who write release.yml with
// other tools.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "manifest-schema/shape.hpp"

namespace switchback {

nlohmann::json shape_json_schema(const Shape& shape);

}  // namespace switchback
