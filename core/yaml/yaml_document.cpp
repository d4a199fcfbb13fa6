#include "core/yaml/yaml_document.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

namespace switchback {
namespace {

using nlohmann::json;

template <typename Number>
std::optional<Number> parse_whole(std::string_view text) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// Decimal integers without leading zeros. 010 and 0x10 mean different things to different readers
// and stay texts.
std::optional<json> parse_integer(std::string_view text) {
  const auto digits = text.substr(text.starts_with('-') ? 1 : 0);
  if (digits.size() > 1 && digits.front() == '0') return std::nullopt;
  return parse_whole<std::int64_t>(text);
}

json typed_as(const YamlNode& node, const Shape& shape);

// YAML 1.2's core schema without what JSON or signed data lack; fractions stay numbers so that the
// check names them.
json untyped_scalar(const YamlNode& node) {
  if (!node.plain) return node.text;
  if (node.text == "true" || node.text == "false") return node.text == "true";
  if (const auto integer = parse_integer(node.text)) return *integer;
  const bool numeric = node.text.find_first_not_of("0123456789.eE+-") == std::string::npos;
  const auto fraction = numeric ? parse_whole<double>(node.text) : std::nullopt;
  if (fraction && (node.text.front() != '0' || node.text.starts_with("0."))) return *fraction;
  return node.text;
}

json untyped(const YamlNode& node) {
  static const auto kAnything = shape::anything();
  return typed_as(node, *kAnything);
}

json typed_scalar(const YamlNode& node, const Shape& shape) {
  switch (shape.kind) {
    case ShapeKind::boolean:
      if (node.plain && node.text == "true") return true;
      if (node.plain && node.text == "false") return false;
      return node.text;
    case ShapeKind::integer:
      if (const auto integer = node.plain ? parse_integer(node.text) : std::nullopt)
        return *integer;
      return node.text;
    case ShapeKind::text:
    case ShapeKind::choice:
      return node.text;
    default:
      return untyped_scalar(node);
  }
}

json typed_list(const YamlNode& node, const Shape& shape) {
  json list = json::array();
  for (const auto& element : node.elements) {
    if (shape.kind != ShapeKind::list) {
      list.push_back(untyped(element));
    } else {
      list.push_back(
          typed_as(element, list.empty() && shape.first ? *shape.first : *shape.element));
    }
  }
  return list;
}

json typed_mapping(const YamlNode& node, const Shape& shape) {
  json mapping = json::object();
  for (const auto& [key, line, value] : node.members) {
    const Field* field = shape.kind == ShapeKind::object ? find_field(shape, key) : nullptr;
    if (field != nullptr) {
      mapping[key] = typed_as(value, *field->shape);
    } else {
      mapping[key] =
          shape.kind == ShapeKind::map ? typed_as(value, *shape.element) : untyped(value);
    }
  }
  return mapping;
}

json typed_as(const YamlNode& node, const Shape& shape) {
  if (shape.kind == ShapeKind::list_or_object) {
    return typed_as(node, node.kind == YamlNode::Kind::list ? *shape.element : *shape.alternative);
  }
  switch (node.kind) {
    case YamlNode::Kind::nothing:
      return nullptr;
    case YamlNode::Kind::scalar:
      return typed_scalar(node, shape);
    case YamlNode::Kind::list:
      return typed_list(node, shape);
    case YamlNode::Kind::mapping:
      break;
  }
  return typed_mapping(node, shape);
}

// "[3]"
std::optional<std::size_t> step_index(const std::string& step) {
  if (step.size() < 3 || step.front() != '[' || step.back() != ']') return std::nullopt;
  return parse_whole<std::size_t>(std::string_view(step).substr(1, step.size() - 2));
}

}  // namespace

YamlDocument::YamlDocument(std::string_view text, std::string file, const YamlLimits& limits)
    : file_(std::move(file)), root_(parse_yaml(text, file_, limits)) {}

json YamlDocument::typed(const Shape& shape) const {
  if (root_.kind == YamlNode::Kind::nothing) return json::object();
  return typed_as(root_, shape);
}

std::size_t YamlDocument::line_of(const DocumentPath& path) const {
  const YamlNode* node = &root_;
  std::size_t line = root_.line;
  for (const auto& step : path) {
    if (node->kind == YamlNode::Kind::list) {
      const auto index = step_index(step);
      if (!index || *index >= node->elements.size()) break;
      node = &node->elements[*index];
      line = node->line;
      continue;
    }
    const auto member = std::find_if(node->members.begin(), node->members.end(),
                                     [&](const YamlMember& each) { return each.key == step; });
    if (member == node->members.end()) break;
    line = member->line;
    node = &member->value;
  }
  return line;
}

ConfigError YamlDocument::located(const DocumentError& error) const {
  return ConfigError(error.code(),
                     fmt::format("{}:{}: {}", file_, line_of(error.path()), error.what()),
                     error.next_step());
}

}  // namespace switchback
