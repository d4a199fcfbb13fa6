#include "core/migrate/setting_operations.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace switchback {
namespace {

using Json = nlohmann::json;

// With its members, as JSON.
std::string json_of(const SettingsText& text, const Setting& setting) {
  if (!setting.has_members) return setting.json;
  Json object = Json::object();
  for (const Setting& member : text.settings())
    if (member.path.size() == setting.path.size() + 1 && is_in(member.path, setting.path))
      object[member.path.back()] = Json::parse(json_of(text, member));
  return object.dump();
}

std::optional<SettingOperation> apply_one(const RenameSetting& rename, SettingsText& text) {
  if (text.find(rename.from) == nullptr) return std::nullopt;
  if (text.find(rename.to) != nullptr) return apply(RemoveSetting{rename.from}, text);
  text.rename(rename.from, rename.to);
  return RenameSetting{rename.to, rename.from};
}

std::optional<SettingOperation> apply_one(const SetDefault& addition, SettingsText& text) {
  if (text.find(addition.key) != nullptr) return std::nullopt;
  text.set(addition.key, addition.json);
  return RemoveSetting{addition.key};
}

std::optional<SettingOperation> apply_one(const RemoveSetting& removal, SettingsText& text) {
  const Setting* setting = text.find(removal.key);
  if (setting == nullptr) return std::nullopt;
  SetDefault inverse{removal.key, json_of(text, *setting)};
  text.remove(removal.key);
  return inverse;
}

}  // namespace

std::optional<SettingOperation> apply(const SettingOperation& operation, SettingsText& text) {
  return std::visit([&](const auto& one) { return apply_one(one, text); }, operation);
}

std::vector<SettingOperation> apply_all(const std::vector<SettingOperation>& operations,
                                        SettingsText& text) {
  std::vector<SettingOperation> inverses;
  for (const SettingOperation& operation : operations)
    if (auto inverse = apply(operation, text)) inverses.push_back(std::move(*inverse));
  std::reverse(inverses.begin(), inverses.end());
  return inverses;
}

}  // namespace switchback
