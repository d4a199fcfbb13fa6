#include "core/migrate/settings_merge.hpp"

namespace switchback {
namespace {

std::optional<std::string> value_at(const SettingValues& values, const SettingPath& path) {
  const auto found = values.find(path);
  if (found == values.end()) return std::nullopt;
  return found->second;
}

// What the release says, in its order, then what it no longer says.
std::vector<SettingPath> paths_of(const SettingsText& theirs, const SettingValues& base) {
  std::vector<SettingPath> paths;
  const SettingValues values = theirs.values();
  for (const Setting& setting : theirs.settings())
    if (!setting.has_members) paths.push_back(setting.path);
  for (const auto& [path, json] : base)
    if (values.count(path) == 0) paths.push_back(path);
  return paths;
}

void take(SettingsText& result, const SettingPath& path, const std::optional<std::string>& json) {
  if (json)
    result.set(path, *json);
  else if (result.find(path) != nullptr)
    result.remove(path);
}

}  // namespace

SettingsMerge merge_settings(const SettingsText& base, const SettingsText& mine,
                             const SettingsText& theirs, ConflictChoice choice) {
  SettingsMerge merge{mine, {}, {}};
  const SettingValues before = base.values();
  const SettingValues own = mine.values();
  const SettingValues after = theirs.values();
  for (const SettingPath& path : paths_of(theirs, before)) {
    const auto old_default = value_at(before, path);
    const auto own_value = value_at(own, path);
    const auto new_default = value_at(after, path);
    if (new_default == old_default || own_value == new_default) continue;
    const bool conflict = own_value != old_default;
    if (conflict) merge.conflicts.push_back({path, old_default, own_value, new_default});
    if (conflict && choice == ConflictChoice::mine) continue;
    take(merge.result, path, new_default);
    merge.changed.push_back(path);
  }
  return merge;
}

}  // namespace switchback
