// A YAML document as it was written: nothing is typed yet, every value knows its line.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace switchback {

struct YamlMember;

struct YamlNode {
  enum class Kind { nothing, scalar, list, mapping };
  Kind kind = Kind::nothing;
  std::size_t line = 1;
  std::string text;                 // scalar
  bool plain = false;               // scalar: neither quoted nor a block
  std::vector<YamlNode> elements;   // list
  std::vector<YamlMember> members;  // mapping, in the order of the file
};

struct YamlMember {
  std::string key;
  std::size_t line = 1;  // of the key
  YamlNode value;
};

struct YamlLimits {
  std::size_t bytes = 256 * 1024;
  std::size_t nodes = 20'000;
  std::size_t depth = 32;
};

// Parses one document of configuration. Throws ConfigError("config") whose message begins with
// "FILE:LINE: " where the text is no YAML or uses what configuration never needs and attackers do:
// anchors, aliases, merge keys, tags, several documents, duplicate or composite keys, control
// characters, anything but UTF-8, and sizes beyond the limits.
YamlNode parse_yaml(std::string_view text, const std::string& file, const YamlLimits& limits = {});

}  // namespace switchback
