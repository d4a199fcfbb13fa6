#include "core/migrate/toml_settings.hpp"

#include <toml++/toml.h>

#include <algorithm>
#include <cctype>
#include <nlohmann/json.hpp>
#include <sstream>

#include "base/errors.hpp"
#include "core/migrate/text_lines.hpp"
#include "core/migrate/toml_walk.hpp"

namespace switchback {
namespace {

using Json = nlohmann::json;

// Dates and times as their text.
Json json_of(const toml::node& node) {
  if (const auto* value = node.as_string()) return value->get();
  if (const auto* value = node.as_integer()) return value->get();
  if (const auto* value = node.as_floating_point()) return value->get();
  if (const auto* value = node.as_boolean()) return value->get();
  if (const auto* table = node.as_table()) {
    Json object = Json::object();
    for (const auto& [key, member] : *table) object[std::string(key.str())] = json_of(member);
    return object;
  }
  if (const auto* array = node.as_array()) {
    Json list = Json::array();
    for (const auto& element : *array) list.push_back(json_of(element));
    return list;
  }
  std::ostringstream out;
  out << toml::node_view<const toml::node>(node);
  return out.str();
}

std::string value_json(std::string_view written) {
  const auto table = toml::parse("value = " + std::string(written));
  return json_of(table.begin()->second).dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string toml_text(const Json& value) {
  if (value.is_null()) throw ConfigError("config", "TOML has no null");
  std::string text;
  if (value.is_array()) {
    for (const Json& element : value) text += (text.empty() ? "" : ", ") + toml_text(element);
    return "[" + text + "]";
  }
  if (!value.is_object()) return value.dump();
  for (const auto& [key, member] : value.items())
    text +=
        (text.empty() ? " " : ", ") + TomlSettings().key_text({key}) + " = " + toml_text(member);
  return "{" + text + (text.empty() ? "}" : " }");
}

bool is_bare(const std::string& key) {
  return !key.empty() && std::all_of(key.begin(), key.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '_' || c == '-';
  });
}

// The innermost on the way to `path`.
const Setting* inline_table_for(std::string_view text, const std::vector<Setting>& settings,
                                const SettingPath& path) {
  const Setting* table = nullptr;
  for (const Setting& setting : settings)
    if (setting.path.size() < path.size() && is_in(path, setting.path) &&
        text[setting.value.begin] == '{')
      table = &setting;
  return table;
}

const Setting* last_member(const std::vector<Setting>& settings, const Setting& table) {
  const Setting* last = nullptr;
  for (const Setting& setting : settings)
    if (is_in(setting.path, table.path) && setting.path != table.path &&
        setting.path.size() - setting.written_keys == table.path.size())
      last = &setting;
  return last;
}

}  // namespace

std::vector<Setting> TomlSettings::read(std::string_view text) const {
  try {
    [[maybe_unused]] const toml::table document = toml::parse(text);
    std::vector<Setting> settings = walk_toml(text).settings;
    for (Setting& setting : settings)
      if (!setting.has_members) setting.json = value_json(setting.value.of(text));
    return settings;
  } catch (const toml::parse_error& error) {
    throw ConfigError("config", "line " + std::to_string(error.source().begin.line) + ": " +
                                    std::string(error.description()));
  }
}

std::string TomlSettings::value_text(std::string_view json) const {
  return toml_text(Json::parse(json));
}

std::string TomlSettings::key_text(const SettingPath& keys) const {
  std::string text;
  for (const std::string& key : keys) {
    if (&key != &keys.front()) text += '.';
    text += is_bare(key) ? key : Json(key).dump();
  }
  return text;
}

// At the end of the table that fits best, in an inline table if it is in one; in a table of its own
// where there is none.
std::string TomlSettings::with_member(std::string_view text, const std::vector<Setting>& settings,
                                      const SettingPath& path, std::string_view value) const {
  std::string out(text);
  const auto from = [&](std::size_t depth) {
    return SettingPath(path.begin() + static_cast<std::ptrdiff_t>(depth), path.end());
  };
  if (const Setting* table = inline_table_for(text, settings, path)) {
    const Setting* last = last_member(settings, *table);
    const std::size_t at = last != nullptr ? last->value.end : table->value.begin + 1;
    return out.insert(at, (last != nullptr ? ", " : " ") + key_text(from(table->path.size())) +
                              " = " + std::string(value));
  }
  const TomlPlaces places = walk_toml(text);
  const TomlTable* table = nullptr;
  for (const TomlTable& each : places.tables)
    if (each.path.size() < path.size() && is_in(path, each.path) &&
        (table == nullptr || each.path.size() > table->path.size()))
      table = &each;
  const std::string newline(newline_of(text));
  const SettingPath in_table = from(table != nullptr ? table->path.size() : 0);
  const bool opens = table == nullptr && path.size() > 1 && !places.tables.empty();
  if (opens) {
    const SettingPath outer(path.begin(), path.end() - 1);
    const bool cut = !out.empty() && out.back() != '\n';
    return out += (cut ? newline : "") + newline + "[" + key_text(outer) + "]" + newline +
                  key_text({path.back()}) + " = " + std::string(value) + newline;
  }
  std::size_t at = table != nullptr ? table->header.end : 0;
  for (const Setting& setting : settings) {
    const bool in_same =
        setting.path.size() - setting.written_keys == (table != nullptr ? table->path.size() : 0) &&
        is_in(setting.path, table != nullptr ? table->path : SettingPath{});
    if (in_same) at = std::max(at, setting.entry.end);
  }
  const bool cut = at > 0 && text[at - 1] != '\n';
  return out.insert(
      at, (cut ? newline : "") + key_text(in_table) + " = " + std::string(value) + newline);
}

}  // namespace switchback
