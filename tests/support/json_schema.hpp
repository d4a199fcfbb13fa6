// Checks a document against the part of JSON Schema (draft 2020-12) that our schemas use: type,
// enum, const, pattern, minimum, maximum, properties, required, additionalProperties, items,
// prefixItems, minItems, oneOf, anyOf and local $ref. A schema that uses any other keyword of
// assertion is itself reported.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

namespace switchback::test {

// One "PLACE: what is wrong" for each violation; empty where the document conforms.
std::vector<std::string> schema_violations(const nlohmann::json& document,
                                           const nlohmann::json& schema);

}  // namespace switchback::test
