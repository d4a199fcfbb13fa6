// A configuration file that can be changed setting by setting: every byte that a change is not
// about stays as it is, comments, order and all.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/migrate/settings_syntax.hpp"

namespace switchback {

// What a file says: values without members, canonical JSON, by path.
using SettingValues = std::map<SettingPath, std::string>;

// A value with members as those.
void add_values(SettingValues& values, const SettingPath& path, std::string_view json);

class SettingsText {
 public:
  // Throws ConfigError("config").
  SettingsText(SettingsFormat format, std::string text);

  const std::string& text() const { return text_; }
  const std::vector<Setting>& settings() const { return settings_; }
  const Setting* find(const SettingPath& path) const;
  SettingValues values() const;

  // Each throws MigrationError("config-edit") and changes nothing where the result would not say
  // exactly what was asked for, as for what an anchor of YAML is used by.
  void set(const SettingPath& path, std::string_view json);
  // What has no members any more goes with its last one.
  void remove(const SettingPath& path);
  // With everything in it; nothing may be at `to`.
  void rename(const SettingPath& from, const SettingPath& to);

 private:
  void replace(std::string text, const SettingValues& wanted, const SettingPath& path);
  const Setting& require(const SettingPath& path) const;
  // `path`, or the outermost container that has nothing else in it.
  const Setting& goes_with(const SettingPath& path) const;

  const SettingsSyntax* syntax_;
  std::string text_;
  std::vector<Setting> settings_;
};

}  // namespace switchback
