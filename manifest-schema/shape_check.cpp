#include "manifest-schema/shape_check.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/nearest_name.hpp"
#include "base/utf8.hpp"

namespace switchback {
namespace {

using nlohmann::json;

constexpr std::int64_t kLargestInteger = std::int64_t{1} << 53;  // exact in every JSON reader

// Documents are shallow; this guards the recursion over values of any shape.
constexpr std::size_t kMaxDepth = 64;

std::string found_text(const json& value) {
  if (value.is_null()) return "nothing";
  if (value.is_object()) return "a mapping";
  if (value.is_array()) return "a list";
  if (value.is_string()) {
    const auto& text = value.get_ref<const std::string&>();
    return text.size() > 40 ? "a text" : fmt::format("\"{}\"", text);
  }
  return value.dump();
}

[[noreturn]] void fail_type(const DocumentPath& path, const std::string& expected,
                            const json& value) {
  throw DocumentError(path, fmt::format("expected {}, found {}", expected, found_text(value)));
}

DocumentPath operator/(const DocumentPath& path, const std::string& step) {
  auto longer = path;
  longer.push_back(step);
  return longer;
}

void check_plain(const std::string& text, bool lines, const DocumentPath& path) {
  if (!is_valid_utf8(text)) throw DocumentError(path, "is not UTF-8");
  std::string visible = text;
  if (lines) std::erase_if(visible, [](char c) { return c == '\n' || c == '\t'; });
  if (has_control_character(visible)) {
    throw DocumentError(path, "has a control character, such as a line break");
  }
}

std::vector<std::string> field_names(const Shape& shape) {
  std::vector<std::string> names;
  for (const auto& field : shape.fields) names.push_back(field.name);
  return names;
}

void check_exactly_one(const json& value, const Shape& shape, const DocumentPath& path) {
  if (shape.exactly_one.empty()) return;
  const auto present = std::count_if(shape.exactly_one.begin(), shape.exactly_one.end(),
                                     [&](const std::string& key) { return value.contains(key); });
  if (present == 1) return;
  throw DocumentError(
      path, fmt::format("exactly one of {} must be given", fmt::join(shape.exactly_one, ", ")));
}

void check_object(const json& value, const Shape& shape, const DocumentPath& path) {
  if (!value.is_object()) fail_type(path, "a mapping", value);
  for (const auto& [key, child] : value.items()) {
    check_plain(key, false, path);
    const auto* field = find_field(shape, key);
    if (field == nullptr) {
      throw DocumentError(path / key, fmt::format("unknown key; did you mean \"{}\"?",
                                                  nearest_name(key, field_names(shape))));
    }
    check_shape(child, *field->shape, path / key);
  }
  for (const auto& field : shape.fields) {
    if (field.required && !value.contains(field.name)) {
      throw DocumentError(path, fmt::format("\"{}\" is missing", field.name));
    }
  }
  check_exactly_one(value, shape, path);
}

void check_map(const json& value, const Shape& shape, const DocumentPath& path) {
  if (!value.is_object()) fail_type(path, "a mapping", value);
  for (const auto& [key, child] : value.items()) {
    check_plain(key, false, path);
    const auto problem = shape.rule.problem(key);
    if (!problem.empty()) throw DocumentError(path / key, fmt::format("the key {}", problem));
    check_shape(child, *shape.element, path / key);
  }
}

void check_list(const json& value, const Shape& shape, const DocumentPath& path) {
  if (!value.is_array()) fail_type(path, "a list", value);
  if (std::ssize(value) < shape.minimum) throw DocumentError(path, "the list is empty");
  for (std::size_t i = 0; i < value.size(); ++i) {
    const auto& element = i == 0 && shape.first ? shape.first : shape.element;
    check_shape(value[i], *element, path / fmt::format("[{}]", i));
  }
}

void check_text(const json& value, const Shape& shape, const DocumentPath& path) {
  if (!value.is_string()) fail_type(path, "a text", value);
  const auto& text = value.get_ref<const std::string&>();
  check_plain(text, shape.rule.lines, path);
  const auto problem = shape.rule.problem(text);
  if (!problem.empty()) throw DocumentError(path, fmt::format("\"{}\" {}", text, problem));
}

void check_choice(const json& value, const Shape& shape, const DocumentPath& path) {
  const auto& choices = shape.choices;
  if (value.is_string() && std::find(choices.begin(), choices.end(),
                                     value.get_ref<const std::string&>()) != choices.end()) {
    return;
  }
  fail_type(path, fmt::format("one of {}", fmt::join(choices, ", ")), value);
}

bool fits_signed_data(const json& number) {
  if (number.is_number_unsigned()) return number.get<std::uint64_t>() <= kLargestInteger;
  if (!number.is_number_integer()) return false;
  const auto value = number.get<std::int64_t>();
  return value >= -kLargestInteger && value <= kLargestInteger;
}

void check_integer(const json& value, const Shape& shape, const DocumentPath& path) {
  if (!value.is_number_integer()) fail_type(path, "a whole number", value);
  if (fits_signed_data(value) && value.get<std::int64_t>() >= shape.minimum &&
      value.get<std::int64_t>() <= shape.maximum) {
    return;
  }
  fail_type(path, fmt::format("a whole number from {} to {}", shape.minimum, shape.maximum), value);
}

void check_number(const json& value, const DocumentPath& path) {
  if (!fits_signed_data(value)) {
    throw DocumentError(path, fmt::format("{} is not a whole number up to 2^53, which is all that "
                                          "signed data can carry; quote it",
                                          value.dump()));
  }
}

void check_anything(const json& value, const DocumentPath& path) {
  if (path.size() > kMaxDepth) throw DocumentError(path, "is nested too deeply");
  if (value.is_number()) check_number(value, path);
  if (value.is_string()) check_plain(value.get_ref<const std::string&>(), true, path);
  if (value.is_array()) {
    for (std::size_t i = 0; i < value.size(); ++i) {
      check_anything(value[i], path / fmt::format("[{}]", i));
    }
  }
  if (value.is_object()) {
    for (const auto& [key, child] : value.items()) {
      check_plain(key, false, path);
      check_anything(child, path / key);
    }
  }
}

}  // namespace

void check_shape(const json& value, const Shape& shape, const DocumentPath& path) {
  switch (shape.kind) {
    case ShapeKind::object:
      return check_object(value, shape, path);
    case ShapeKind::map:
      return check_map(value, shape, path);
    case ShapeKind::list:
      return check_list(value, shape, path);
    case ShapeKind::text:
      return check_text(value, shape, path);
    case ShapeKind::choice:
      return check_choice(value, shape, path);
    case ShapeKind::integer:
      return check_integer(value, shape, path);
    case ShapeKind::boolean:
      if (!value.is_boolean()) fail_type(path, "true or false", value);
      return;
    case ShapeKind::list_or_object:
      return check_shape(value, value.is_array() ? *shape.element : *shape.alternative, path);
    case ShapeKind::anything:
      break;
  }
  check_anything(value, path);
}

}  // namespace switchback
