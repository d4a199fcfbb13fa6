// What a release does to settings that hosts have changed, and how that is undone (release.yml,
// `preserve.operations`).
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/migrate/settings_text.hpp"

namespace switchback {

struct RenameSetting {
  SettingPath from;
  SettingPath to;
};
struct SetDefault {  // where the host has nothing there
  SettingPath key;
  std::string json;
};
struct RemoveSetting {
  SettingPath key;
};
using SettingOperation = std::variant<RenameSetting, SetDefault, RemoveSetting>;

// Its inverse, if it changed anything: applied to the result it gives the values back.
std::optional<SettingOperation> apply(const SettingOperation& operation, SettingsText& text);

// In order. Returns the inverses in the order in which they undo.
std::vector<SettingOperation> apply_all(const std::vector<SettingOperation>& operations,
                                        SettingsText& text);

}  // namespace switchback
