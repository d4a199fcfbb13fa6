// One format of configuration files: where its settings stand, and how one is written.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/migrate/setting.hpp"

namespace switchback {

class SettingsSyntax {
 public:
  virtual ~SettingsSyntax() = default;

  // In the order of the text, each container before its members. Throws ConfigError("config"):
  // "line 3: why".
  virtual std::vector<Setting> read(std::string_view text) const = 0;

  // One value in one line. Throws ConfigError("config") where the format has no such value.
  virtual std::string value_text(std::string_view json) const = 0;

  // A key, or several where the format has keys in keys. Throws as value_text() does.
  virtual std::string key_text(const SettingPath& keys) const = 0;
  virtual bool has_keys_in_keys() const { return false; }
  virtual bool has_types() const { return true; }  // else all values are texts

  // The text with `value`, as value_text() writes it, for a setting that is not there. `settings`
  // are those of `text`.
  virtual std::string with_member(std::string_view text, const std::vector<Setting>& settings,
                                  const SettingPath& path, std::string_view value) const = 0;
};

enum class SettingsFormat { yaml, json, ini, toml, env };

const SettingsSyntax& syntax_of(SettingsFormat format);

}  // namespace switchback
