// Where settings stand in a TOML text.
#pragma once

#include <string_view>
#include <vector>

#include "core/migrate/setting.hpp"

namespace switchback {

struct TomlTable {
  SettingPath path;
  TextRange header;  // its line
};

struct TomlPlaces {
  std::vector<Setting>
      settings;  // tables are not among them; inline tables are, with their members
  std::vector<TomlTable> tables;
};

// `text` is what a parser has accepted. Members of arrays of tables are no settings.
TomlPlaces walk_toml(std::string_view text);

}  // namespace switchback
