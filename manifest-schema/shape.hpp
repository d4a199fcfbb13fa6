// What a document may contain, as data: one description drives the strict check, the typing of YAML
// scalars (core/yaml) and the published JSON Schema, so that the three cannot disagree.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace switchback {

// `problem` returns what is wrong with a text ("is not a version, such as 0a1"), or nothing.
struct TextRule {
  std::string name;  // "version", for the JSON Schema
  std::string (*problem)(std::string_view text) = nullptr;
  bool lines = false;  // the text may have line breaks and tabs
};

struct Shape;
using ShapePointer = std::shared_ptr<const Shape>;

struct Field {
  std::string name;
  ShapePointer shape;
  bool required = false;
};

enum class ShapeKind {
  object,
  map,
  list,
  text,
  choice,
  integer,
  boolean,
  anything,
  list_or_object
};

struct Shape {
  ShapeKind kind = ShapeKind::anything;
  std::vector<Field> fields;  // object: every key it may have
  std::vector<std::string>
      exactly_one;       // object: keys of which one and only one is present; empty: no such rule
  TextRule rule;         // text: the value; map: its keys
  ShapePointer element;  // map: values; list: elements; list_or_object: the list
  ShapePointer first;    // list: its first element, where that has a shape of its own
  ShapePointer alternative;          // list_or_object: the object
  std::vector<std::string> choices;  // choice: the texts allowed
  std::int64_t minimum = 0;          // integer: value; list: number of elements
  std::int64_t maximum = 0;          // integer
};

namespace shape {

ShapePointer object(std::vector<Field> fields, std::vector<std::string> exactly_one = {});
ShapePointer map(TextRule key, ShapePointer value);
ShapePointer list(ShapePointer element, std::int64_t minimum_length = 0);
// A program and its arguments.
ShapePointer argv(TextRule program, TextRule argument);
ShapePointer text(TextRule rule);
ShapePointer choice(std::vector<std::string> choices);
ShapePointer integer(std::int64_t minimum, std::int64_t maximum);
ShapePointer boolean();
// Any value without fractions or integers beyond 2^53, which signed data cannot carry.
ShapePointer anything();
ShapePointer list_or_object(ShapePointer list, ShapePointer object);

}  // namespace shape

// The field of an object by its name; nullptr where there is none.
const Field* find_field(const Shape& object, std::string_view name);

}  // namespace switchback
