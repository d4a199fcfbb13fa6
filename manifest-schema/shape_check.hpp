// The strict check of a JSON document against its shape.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "manifest-schema/document_error.hpp"
#include "manifest-schema/shape.hpp"

namespace switchback {

// Throws DocumentError for the first unknown key (naming the nearest known one), missing key, wrong
// type or bad value. `path` is where `value` stands in its document.
void check_shape(const nlohmann::json& value, const Shape& shape, const DocumentPath& path = {});

}  // namespace switchback
