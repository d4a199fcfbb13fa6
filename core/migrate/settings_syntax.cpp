#include "core/migrate/settings_syntax.hpp"

#include "core/migrate/json_settings.hpp"
#include "core/migrate/line_settings.hpp"
#include "core/migrate/toml_settings.hpp"
#include "core/migrate/yaml_settings.hpp"

namespace switchback {

const SettingsSyntax& syntax_of(SettingsFormat format) {
  static const YamlSettings kYaml;
  static const JsonSettings kJson;
  static const IniSettings kIni;
  static const TomlSettings kToml;
  static const EnvSettings kEnv;
  switch (format) {
    case SettingsFormat::yaml:
      return kYaml;
    case SettingsFormat::json:
      return kJson;
    case SettingsFormat::ini:
      return kIni;
    case SettingsFormat::toml:
      return kToml;
    case SettingsFormat::env:
      return kEnv;
  }
  return kYaml;
}

}  // namespace switchback
