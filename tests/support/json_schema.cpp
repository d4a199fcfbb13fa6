#include "tests/support/json_schema.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>

namespace switchback::test {
namespace {

using nlohmann::json;

const std::set<std::string> kKnown{
    "$schema",     "$id",         "$defs",    "$ref",       "$comment", "title",
    "description", "examples",    "default",  "type",       "enum",     "const",
    "pattern",     "minimum",     "maximum",  "properties", "required", "additionalProperties",
    "items",       "prefixItems", "minItems", "maxItems",   "oneOf",    "anyOf"};

class Checker {
 public:
  explicit Checker(const json& root) : root_(root) {}

  std::vector<std::string> check(const json& value, const json& schema, const std::string& at) {
    std::vector<std::string> found;
    if (schema.is_boolean()) {
      if (!schema.get<bool>()) found.push_back(at + ": not allowed");
      return found;
    }
    for (const auto& [keyword, argument] : schema.items()) {
      if (!kKnown.contains(keyword))
        found.push_back(at + ": schema keyword " + keyword + " is not supported");
    }
    check_scalar(value, schema, at, found);
    if (value.is_object()) check_object(value, schema, at, found);
    if (value.is_array()) check_array(value, schema, at, found);
    check_combined(value, schema, at, found);
    return found;
  }

 private:
  static bool has_type(const json& value, const std::string& type) {
    if (type == "object") return value.is_object();
    if (type == "array") return value.is_array();
    if (type == "string") return value.is_string();
    if (type == "integer") return value.is_number_integer();
    if (type == "number") return value.is_number();
    if (type == "boolean") return value.is_boolean();
    return type == "null" && value.is_null();
  }

  static bool has_any_type(const json& value, const json& types) {
    if (types.is_string()) return has_type(value, types);
    return std::any_of(types.begin(), types.end(),
                       [&](const json& type) { return has_type(value, type); });
  }

  static void check_scalar(const json& value, const json& schema, const std::string& at,
                           std::vector<std::string>& found) {
    if (schema.contains("type") && !has_any_type(value, schema["type"])) {
      found.push_back(at + ": is not of type " + schema["type"].dump());
    }
    if (schema.contains("const") && value != schema["const"]) {
      found.push_back(at + ": is not " + schema["const"].dump());
    }
    if (schema.contains("enum") &&
        std::find(schema["enum"].begin(), schema["enum"].end(), value) == schema["enum"].end()) {
      found.push_back(at + ": is not one of " + schema["enum"].dump());
    }
    if (value.is_string() && schema.contains("pattern") &&
        !std::regex_search(value.get<std::string>(),
                           std::regex(schema["pattern"].get<std::string>()))) {
      found.push_back(at + ": does not match " + schema["pattern"].dump());
    }
    if (value.is_number() && schema.contains("minimum") && value < schema["minimum"]) {
      found.push_back(at + ": is below " + schema["minimum"].dump());
    }
    if (value.is_number() && schema.contains("maximum") && value > schema["maximum"]) {
      found.push_back(at + ": is above " + schema["maximum"].dump());
    }
  }

  void check_object(const json& value, const json& schema, const std::string& at,
                    std::vector<std::string>& found) {
    for (const json& key : schema.value("required", json::array())) {
      if (!value.contains(key)) found.push_back(at + ": " + key.dump() + " is missing");
    }
    const json properties = schema.value("properties", json::object());
    for (const auto& [key, child] : value.items()) {
      if (properties.contains(key)) {
        append(found, check(child, properties[key], at + "/" + key));
      } else if (schema.contains("additionalProperties")) {
        append(found, check(child, schema["additionalProperties"], at + "/" + key));
      }
    }
  }

  void check_array(const json& value, const json& schema, const std::string& at,
                   std::vector<std::string>& found) {
    if (value.size() < schema.value("minItems", std::size_t{0}))
      found.push_back(at + ": too few elements");
    if (value.size() > schema.value("maxItems", value.size()))
      found.push_back(at + ": too many elements");
    const json first = schema.value("prefixItems", json::array());
    for (std::size_t i = 0; i < value.size(); ++i) {
      const auto place = at + "/" + std::to_string(i);
      if (i < first.size()) {
        append(found, check(value[i], first[i], place));
      } else if (schema.contains("items")) {
        append(found, check(value[i], schema["items"], place));
      }
    }
  }

  void check_combined(const json& value, const json& schema, const std::string& at,
                      std::vector<std::string>& found) {
    if (schema.contains("$ref")) {
      const auto pointer = schema["$ref"].get<std::string>().substr(1);
      append(found, check(value, root_.at(json::json_pointer(pointer)), at));
    }
    const auto matches = [&](const json& branch) { return check(value, branch, at).empty(); };
    if (schema.contains("oneOf") &&
        std::count_if(schema["oneOf"].begin(), schema["oneOf"].end(), matches) != 1) {
      found.push_back(at + ": does not match exactly one alternative");
    }
    if (schema.contains("anyOf") &&
        std::none_of(schema["anyOf"].begin(), schema["anyOf"].end(), matches)) {
      found.push_back(at + ": matches no alternative");
    }
  }

  static void append(std::vector<std::string>& found, std::vector<std::string> more) {
    found.insert(found.end(), more.begin(), more.end());
  }

  const json& root_;
};

}  // namespace

std::vector<std::string> schema_violations(const json& document, const json& schema) {
  return Checker(schema).check(document, schema, "");
}

}  // namespace switchback::test
