#include "core/migrate/settings_text.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/errors.hpp"

namespace switchback {
namespace {

using Json = nlohmann::json;

[[noreturn]] void refuse(const SettingPath& path, const std::string& why) {
  throw MigrationError("config-edit",
                       setting_path_text(path) + " cannot be changed in place: " + why,
                       "change the file by hand, then try again");
}

std::string spliced(std::string_view text, const TextRange& range, std::string_view with) {
  std::string out(text.substr(0, range.begin));
  out += with;
  return out += text.substr(range.end);
}

void add_value(SettingValues& values, const SettingPath& path, const Json& value) {
  if (!value.is_object() || value.empty()) {
    values[path] = value.dump();
    return;
  }
  for (const auto& [key, member] : value.items()) {
    SettingPath inner = path;
    inner.push_back(key);
    add_value(values, inner, member);
  }
}

// A value where there is none yet: "key:".
std::string spaced(std::string_view text, const TextRange& range, const std::string& value) {
  const bool glued = range.begin == range.end && range.begin > 0 && text[range.begin - 1] == ':';
  return glued ? " " + value : value;
}

std::string as_text(std::string_view json) {
  const Json value = Json::parse(json);
  return value.is_string() ? value.dump() : Json(value.dump()).dump();
}

// Up to the end of the line, where the setting has its lines to itself.
TextRange value_and_comment(std::string_view text, const Setting& setting) {
  const std::size_t end = text.find_first_of("\r\n", setting.value.end);
  if (setting.entry.end <= setting.value.end || end >= setting.entry.end) return setting.value;
  return {setting.value.begin, end};
}

void erase_values(SettingValues& values, const SettingPath& path) {
  std::erase_if(values, [&](const auto& value) { return is_in(value.first, path); });
}

}  // namespace

void add_values(SettingValues& values, const SettingPath& path, std::string_view json) {
  add_value(values, path, Json::parse(json));
}

SettingsText::SettingsText(SettingsFormat format, std::string text)
    : syntax_(&syntax_of(format)), text_(std::move(text)), settings_(syntax_->read(text_)) {}

const Setting* SettingsText::find(const SettingPath& path) const {
  const auto found = std::find_if(settings_.begin(), settings_.end(),
                                  [&](const Setting& setting) { return setting.path == path; });
  return found == settings_.end() ? nullptr : &*found;
}

SettingValues SettingsText::values() const {
  SettingValues values;
  for (const Setting& setting : settings_)
    if (!setting.has_members) values[setting.path] = setting.json;
  return values;
}

// The result is believed only where it says what was wanted, to the last value.
void SettingsText::replace(std::string text, const SettingValues& wanted, const SettingPath& path) {
  std::vector<Setting> settings;
  try {
    settings = syntax_->read(text);
  } catch (const ConfigError& error) {
    refuse(path, error.what());
  }
  std::swap(text_, text);
  std::swap(settings_, settings);
  if (values() == wanted) return;
  std::swap(text_, text);
  std::swap(settings_, settings);
  refuse(path, "other settings depend on how it is written");
}

void SettingsText::set(const SettingPath& path, std::string_view json) {
  SettingValues wanted = values();
  erase_values(wanted, path);
  for (SettingPath outer = path; outer.size() > 1;) {
    outer.pop_back();
    const auto there = wanted.find(outer);
    if (there == wanted.end()) continue;
    if (there->second != "{}" && there->second != "null")
      refuse(path, setting_path_text(outer) + " is a value");
    wanted.erase(there);
  }
  add_values(wanted, path, syntax_->has_types() ? std::string(json) : as_text(json));
  const std::string value = syntax_->value_text(json);
  const Setting* there = find(path);
  replace(there ? spliced(text_, there->value, spaced(text_, there->value, value))
                : syntax_->with_member(text_, settings_, path, value),
          wanted, path);
}

const Setting& SettingsText::require(const SettingPath& path) const {
  const Setting* setting = find(path);
  if (setting == nullptr) refuse(path, "it is not there");
  return *setting;
}

const Setting& SettingsText::goes_with(const SettingPath& path) const {
  const Setting* outermost = &require(path);
  for (SettingPath outer = path; outer.size() > 1;) {
    outer.pop_back();
    const bool alone = std::all_of(settings_.begin(), settings_.end(), [&](const Setting& setting) {
      return !is_in(setting.path, outer) || setting.path == outer ||
             is_in(setting.path, outermost->path);
    });
    const Setting* container = find(outer);
    if (!alone) break;
    if (container != nullptr) outermost = container;
  }
  return *outermost;
}

void SettingsText::remove(const SettingPath& path) {
  const Setting& goes = goes_with(path);
  SettingValues wanted = values();
  erase_values(wanted, goes.path);
  replace(spliced(text_, goes.entry, ""), wanted, path);
}

void SettingsText::rename(const SettingPath& from, const SettingPath& to) {
  if (find(to) != nullptr) refuse(to, "it is there already");
  const Setting setting = require(from);
  SettingValues wanted;
  for (auto& [path, json] : values()) {
    SettingPath named = path;
    if (is_in(path, from)) {
      named = to;
      named.insert(named.end(), path.begin() + static_cast<std::ptrdiff_t>(from.size()),
                   path.end());
    }
    wanted.emplace(std::move(named), std::move(json));
  }
  const SettingPath outer(from.begin(),
                          from.end() - static_cast<std::ptrdiff_t>(setting.written_keys));
  const bool same_place = is_in(to, outer) && to.size() > outer.size();
  const SettingPath keys(to.begin() + static_cast<std::ptrdiff_t>(same_place ? outer.size() : 0),
                         to.end());
  if (same_place && (keys.size() == 1 || syntax_->has_keys_in_keys())) {
    replace(spliced(text_, setting.key, syntax_->key_text(keys)), wanted, from);
    return;
  }
  if (setting.has_members) refuse(from, "it has members and would move");
  SettingsText moved = *this;
  moved.remove(from);
  const auto move = [&](const TextRange& value) {
    replace(syntax_->with_member(moved.text_, moved.settings_, to, value.of(text_)), wanted, from);
  };
  const TextRange with_comment = value_and_comment(text_, setting);
  try {
    move(with_comment);
  } catch (const MigrationError&) {
    if (with_comment == setting.value) throw;
    move(setting.value);  // a comment cannot stand everywhere
  }
}

}  // namespace switchback
