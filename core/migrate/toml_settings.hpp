// TOML 1.0.
#pragma once

#include "core/migrate/settings_syntax.hpp"

namespace switchback {

class TomlSettings : public SettingsSyntax {
 public:
  std::vector<Setting> read(std::string_view text) const override;
  std::string value_text(std::string_view json) const override;
  std::string key_text(const SettingPath& keys) const override;
  bool has_keys_in_keys() const override { return true; }
  std::string with_member(std::string_view text, const std::vector<Setting>& settings,
                          const SettingPath& path, std::string_view value) const override;
};

}  // namespace switchback
