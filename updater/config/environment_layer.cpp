#include "updater/config/environment_layer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <nlohmann/json.hpp>

#include "base/errors.hpp"
#include "manifest-schema/shape_check.hpp"
#include "updater/config/configuration_shape.hpp"

namespace switchback {
namespace {

using nlohmann::json;

constexpr std::array<std::string_view, 2> kWithoutVariable{"SWITCHBACK_SAFETY_REQUIRE_CONFIRMATION",
                                                           "SWITCHBACK_SAFETY_ALLOW_DATA_LOSS"};

json split_list(std::string_view text) {
  json list = json::array();
  while (!text.empty()) {
    const auto comma = std::min(text.find(','), text.size());
    if (comma > 0) list.push_back(std::string(text.substr(0, comma)));
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  return list;
}

// What does not fit stays a text, which the check then names.
json typed_value(const std::string& text, const Shape& shape) {
  if (shape.kind == ShapeKind::list) return split_list(text);
  if (shape.kind == ShapeKind::boolean && (text == "true" || text == "false"))
    return text == "true";
  if (shape.kind != ShapeKind::integer) return text;
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return text;
  return value;
}

json checked_value(const std::string& variable, const std::string& text, const Shape& shape) {
  if (std::find(kWithoutVariable.begin(), kWithoutVariable.end(), variable) !=
      kWithoutVariable.end()) {
    throw ConfigError("config",
                      fmt::format("{}: this can be set in a configuration file only", variable));
  }
  auto value = typed_value(text, shape);
  try {
    check_shape(value, shape);
  } catch (const DocumentError& error) {
    throw ConfigError("config", fmt::format("{}: {}", variable, error.what()));
  }
  return value;
}

}  // namespace

std::string configuration_variable(const std::string& section, const std::string& key) {
  auto name = fmt::format("SWITCHBACK_{}_{}", section, key);
  for (char& c : name) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - ('a' - 'A'));
  }
  return name;
}

json environment_layer(const EnvironmentVariables& environment) {
  json layer = json::object();
  for (const auto& section : configuration_shape().fields) {
    for (const auto& field : section.shape->fields) {
      const auto found = environment.find(configuration_variable(section.name, field.name));
      if (found == environment.end()) continue;
      layer[section.name][field.name] = checked_value(found->first, found->second, *field.shape);
    }
  }
  return layer;
}

}  // namespace switchback
