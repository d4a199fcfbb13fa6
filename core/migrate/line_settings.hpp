// Formats of one setting a line: INI and Java properties, and environment files.
#pragma once

#include "core/migrate/settings_syntax.hpp"

namespace switchback {

// Sections in brackets; `key = value` and `key: value`; comments begin a line with # or ;. A dot in
// the name of a section or a key parts keys, so that "server.port" is the same in properties and in
// a section [server]. Values are texts.
class IniSettings : public SettingsSyntax {
 public:
  std::vector<Setting> read(std::string_view text) const override;
  std::string value_text(std::string_view json) const override;
  std::string key_text(const SettingPath& keys) const override;
  bool has_types() const override { return false; }
  bool has_keys_in_keys() const override { return true; }
  std::string with_member(std::string_view text, const std::vector<Setting>& settings,
                          const SettingPath& path, std::string_view value) const override;
};

// `KEY=value` or `export KEY=value`, the value perhaps in quotes.
class EnvSettings : public SettingsSyntax {
 public:
  std::vector<Setting> read(std::string_view text) const override;
  std::string value_text(std::string_view json) const override;
  std::string key_text(const SettingPath& keys) const override;
  bool has_types() const override { return false; }
  std::string with_member(std::string_view text, const std::vector<Setting>& settings,
                          const SettingPath& path, std::string_view value) const override;
};

}  // namespace switchback
