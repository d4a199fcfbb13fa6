// YAML 1.1 as libyaml reads it, values typed by the core schema of YAML 1.2: yes and on are texts.
#pragma once

#include "core/migrate/settings_syntax.hpp"

namespace switchback {

class YamlSettings : public SettingsSyntax {
 public:
  std::vector<Setting> read(std::string_view text) const override;
  std::string value_text(std::string_view json) const override;
  std::string key_text(const SettingPath& keys) const override;
  std::string with_member(std::string_view text, const std::vector<Setting>& settings,
                          const SettingPath& path, std::string_view value) const override;
};

}  // namespace switchback
