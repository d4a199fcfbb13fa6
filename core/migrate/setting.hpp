// Where a setting stands in the text of a configuration file, and what it says.
#pragma once

#include <compare>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace switchback {

// Keys from the outermost in: "http.port" is {"http", "port"}.
using SettingPath = std::vector<std::string>;

// A key with a dot, a quotation mark or nothing in it is written in quotes: hosts."a.example".port.
// Throws ConfigError("config").
SettingPath parse_setting_path(std::string_view text);
std::string setting_path_text(const SettingPath& path);

// Whether `path` is `ancestor` or lies in it.
bool is_in(const SettingPath& path, const SettingPath& ancestor);

// Bytes of a text; `end` is exclusive.
struct TextRange {
  std::size_t begin = 0;
  std::size_t end = 0;

  std::string_view of(std::string_view text) const { return text.substr(begin, end - begin); }
  auto operator<=>(const TextRange&) const = default;
};

// A member of a mapping, table or section. Lists are values: nothing inside them is a setting.
struct Setting {
  SettingPath path;
  // How many of the path's keys are written where it stands: more than one for "a.b = 1".
  std::size_t written_keys = 1;
  bool has_members = false;  // they follow it
  TextRange key;             // as written
  TextRange value;           // as written; of one with members all of them
  TextRange entry;           // what goes when it is removed
  std::string json;          // the value, canonical; empty where it has members
};

}  // namespace switchback
