#include "manifest-schema/shape_json_schema.hpp"

#include <nlohmann/json.hpp>

namespace switchback {
namespace {

using nlohmann::json;

json object_schema(const Shape& shape) {
  json schema{{"type", "object"}, {"properties", json::object()}, {"additionalProperties", false}};
  json required = json::array();
  for (const auto& field : shape.fields) {
    schema["properties"][field.name] = shape_json_schema(*field.shape);
    if (field.required) required.push_back(field.name);
  }
  if (!required.empty()) schema["required"] = required;
  for (const auto& key : shape.exactly_one) schema["oneOf"].push_back({{"required", {key}}});
  return schema;
}

json list_schema(const Shape& shape) {
  json schema{{"type", "array"}, {"items", shape_json_schema(*shape.element)}};
  if (shape.minimum > 0) schema["minItems"] = shape.minimum;
  if (shape.first) schema["prefixItems"] = json::array({shape_json_schema(*shape.first)});
  return schema;
}

}  // namespace

json shape_json_schema(const Shape& shape) {
  switch (shape.kind) {
    case ShapeKind::object:
      return object_schema(shape);
    case ShapeKind::map:
      return {{"type", "object"}, {"additionalProperties", shape_json_schema(*shape.element)}};
    case ShapeKind::list:
      return list_schema(shape);
    case ShapeKind::text:
      return {{"type", "string"}, {"description", shape.rule.name}};
    case ShapeKind::choice:
      return {{"enum", shape.choices}};
    case ShapeKind::integer:
      return {{"type", "integer"}, {"minimum", shape.minimum}, {"maximum", shape.maximum}};
    case ShapeKind::boolean:
      return {{"type", "boolean"}};
    case ShapeKind::list_or_object:
      return {
          {"oneOf", {shape_json_schema(*shape.element), shape_json_schema(*shape.alternative)}}};
    case ShapeKind::anything:
      break;
  }
  return json::object();
}

}  // namespace switchback
