// YAML that a shape (manifest-schema/shape.hpp) describes, as JSON. The shape types the scalars:
// 0b1 is a version where a text is wanted, never a binary number, and only true and false are
// booleans.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "base/errors.hpp"
#include "core/yaml/yaml_node.hpp"
#include "manifest-schema/document_error.hpp"
#include "manifest-schema/shape.hpp"

namespace switchback {

class YamlDocument {
 public:
  // `file` is the name that errors begin with. See parse_yaml.
  YamlDocument(std::string_view text, std::string file, const YamlLimits& limits = {});

  // Not checked: a value that does not fit its shape is passed on for check_shape to name. A
  // document without any content is an empty mapping.
  nlohmann::json typed(const Shape& shape) const;

  // The key's line where the path leads to one, else that of the innermost part that exists.
  std::size_t line_of(const DocumentPath& path) const;
  // The same error with "FILE:LINE: " before it.
  ConfigError located(const DocumentError& error) const;

  const YamlNode& root() const { return root_; }

 private:
  std::string file_;
  YamlNode root_;
};

}  // namespace switchback
