#include "manifest-schema/shape.hpp"

#include <algorithm>
#include <utility>

namespace switchback {
namespace shape {
namespace {

ShapePointer make(Shape shape) {
  return std::make_shared<const Shape>(std::move(shape));
}

Shape of_kind(ShapeKind kind) {
  Shape shape;
  shape.kind = kind;
  return shape;
}

}  // namespace

ShapePointer object(std::vector<Field> fields, std::vector<std::string> exactly_one) {
  auto shape = of_kind(ShapeKind::object);
  shape.fields = std::move(fields);
  shape.exactly_one = std::move(exactly_one);
  return make(std::move(shape));
}

ShapePointer map(TextRule key, ShapePointer value) {
  auto shape = of_kind(ShapeKind::map);
  shape.rule = std::move(key);
  shape.element = std::move(value);
  return make(std::move(shape));
}

ShapePointer list(ShapePointer element, std::int64_t minimum_length) {
  auto shape = of_kind(ShapeKind::list);
  shape.element = std::move(element);
  shape.minimum = minimum_length;
  return make(std::move(shape));
}

ShapePointer argv(TextRule program, TextRule argument) {
  auto shape = of_kind(ShapeKind::list);
  shape.first = text(std::move(program));
  shape.element = text(std::move(argument));
  shape.minimum = 1;
  return make(std::move(shape));
}

ShapePointer text(TextRule rule) {
  auto shape = of_kind(ShapeKind::text);
  shape.rule = std::move(rule);
  return make(std::move(shape));
}

ShapePointer choice(std::vector<std::string> choices) {
  auto shape = of_kind(ShapeKind::choice);
  shape.choices = std::move(choices);
  return make(std::move(shape));
}

ShapePointer integer(std::int64_t minimum, std::int64_t maximum) {
  auto shape = of_kind(ShapeKind::integer);
  shape.minimum = minimum;
  shape.maximum = maximum;
  return make(std::move(shape));
}

ShapePointer boolean() {
  return make(of_kind(ShapeKind::boolean));
}

ShapePointer anything() {
  return make(of_kind(ShapeKind::anything));
}

ShapePointer list_or_object(ShapePointer list, ShapePointer object) {
  auto shape = of_kind(ShapeKind::list_or_object);
  shape.element = std::move(list);
  shape.alternative = std::move(object);
  return make(std::move(shape));
}

}  // namespace shape

const Field* find_field(const Shape& object, std::string_view name) {
  const auto found = std::find_if(object.fields.begin(), object.fields.end(),
                                  [&](const Field& field) { return field.name == name; });
  return found == object.fields.end() ? nullptr : &*found;
}

}  // namespace switchback
