#include "core/migrate/yaml_settings.hpp"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "base/errors.hpp"
#include "core/migrate/text_lines.hpp"
#include "core/migrate/yaml_events.hpp"
#include "core/migrate/yaml_scalars.hpp"

namespace switchback {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kMostDepth = 64;

// A value with the last byte that belongs to it.
struct Value {
  Json json;
  TextRange range;
};

class YamlWalk {
 public:
  explicit YamlWalk(std::string_view text) : text_(text), events_(text) {}

  std::vector<Setting> run() {
    YamlEvent event = events_.next();
    if (event.kind == YamlEventKind::stream_end) return {};
    event = events_.next();
    if (event.kind == YamlEventKind::mapping_start) {
      members({}, event.is_flow, 0);
    } else if (event.kind != YamlEventKind::scalar || !event.text.empty()) {
      refuse(event.range.begin, "the document is no mapping");
    }
    events_.next();  // its end
    if (events_.next().kind != YamlEventKind::stream_end)
      refuse(text_.size(), "there is more than one document");
    return std::move(settings_);
  }

 private:
  // Returns the end of the mapping.
  std::size_t members(const SettingPath& outer, bool is_flow, std::size_t depth) {
    require_depth(depth, text_.size());
    std::set<std::string> keys;
    std::vector<std::size_t> indices;
    YamlEvent key = events_.next();
    for (; key.kind != YamlEventKind::mapping_end; key = events_.next()) {
      if (key.kind != YamlEventKind::scalar) refuse(key.range.begin, "a key is no scalar");
      if (!keys.insert(key.text).second)
        refuse(key.range.begin, "the key " + key.text + " is there twice");
      indices.push_back(settings_.size());
      member(outer, key, depth);
    }
    for (std::size_t i = 0; i < indices.size(); ++i) {
      Setting& setting = settings_[indices[i]];
      const Setting* before = i > 0 ? &settings_[indices[i - 1]] : nullptr;
      const Setting* after = i + 1 < indices.size() ? &settings_[indices[i + 1]] : nullptr;
      setting.entry = is_flow ? flow_entry(before, setting, after) : block_entry(setting);
    }
    if (is_flow) return key.range.end;
    return indices.empty() ? key.range.begin : settings_[indices.back()].value.end;
  }

  void member(const SettingPath& outer, const YamlEvent& key, std::size_t depth) {
    const std::size_t index = settings_.size();
    Setting setting;
    setting.path = outer;
    setting.path.push_back(key.text);
    setting.key = key.range;
    settings_.push_back(setting);
    const YamlEvent value = events_.next();
    if (value.kind == YamlEventKind::mapping_start) {
      const std::size_t end = members(setting.path, value.is_flow, depth + 1);
      settings_[index].has_members = settings_.size() > index + 1;
      settings_[index].value = {value.range.begin, end};
      if (!settings_[index].has_members) settings_[index].json = "{}";
      if (!value.anchor.empty()) anchors_[value.anchor] = object_of(index);
      return;
    }
    const Value read = value_of(value, depth);
    settings_[index].value = read.range;
    settings_[index].json = read.json.dump(-1, ' ', false, Json::error_handler_t::replace);
  }

  // What was read of the setting at `index`, with its members.
  Json object_of(std::size_t index) const {
    if (!settings_[index].has_members) return Json::parse(settings_[index].json);
    Json object = Json::object();
    const SettingPath& path = settings_[index].path;
    for (std::size_t i = index + 1; i < settings_.size(); ++i)
      if (settings_[i].path.size() == path.size() + 1)
        object[settings_[i].path.back()] = object_of(i);
    return object;
  }

  // An alias is what its anchor is, within reason: aliases of aliases grow without end.
  Json anchored(const YamlEvent& alias) {
    constexpr std::size_t kMostExpanded = 1024 * 1024;
    const auto found = anchors_.find(alias.text);
    if (found == anchors_.end()) refuse(alias.range.begin, "no anchor is named " + alias.text);
    expanded_ += found->second.dump(-1, ' ', false, Json::error_handler_t::replace).size();
    if (expanded_ > kMostExpanded) refuse(alias.range.begin, "aliases stand for too much");
    return found->second;
  }

  Value value_of(const YamlEvent& event, std::size_t depth) {
    Value value = read_value(event, depth);
    if (!event.anchor.empty()) anchors_[event.anchor] = value.json;
    return value;
  }

  Value read_value(const YamlEvent& event, std::size_t depth) {
    require_depth(depth, event.range.begin);
    switch (event.kind) {
      case YamlEventKind::scalar:
        return {event.is_plain ? plain_scalar(event.text) : Json(event.text), trimmed(event.range)};
      case YamlEventKind::alias:
        return {anchored(event), event.range};
      case YamlEventKind::sequence_start:
        return sequence(event, depth);
      case YamlEventKind::mapping_start:
        return mapping(event, depth);
      default:
        refuse(event.range.begin, "a value is missing");
    }
  }

  Value sequence(const YamlEvent& start, std::size_t depth) {
    Value value{Json::array(), start.range};
    YamlEvent event = events_.next();
    for (; event.kind != YamlEventKind::sequence_end; event = events_.next()) {
      Value element = value_of(event, depth + 1);
      value.json.push_back(std::move(element.json));
      value.range.end = element.range.end;
    }
    if (start.is_flow) value.range.end = event.range.end;
    return value;
  }

  // Inside a sequence.
  Value mapping(const YamlEvent& start, std::size_t depth) {
    Value value{Json::object(), start.range};
    YamlEvent key = events_.next();
    for (; key.kind != YamlEventKind::mapping_end; key = events_.next()) {
      if (key.kind != YamlEventKind::scalar) refuse(key.range.begin, "a key is no scalar");
      Value member = value_of(events_.next(), depth + 1);
      value.json[key.text] = std::move(member.json);
      value.range.end = member.range.end;
    }
    if (start.is_flow) value.range.end = key.range.end;
    return value;
  }

  // A text in a block ends where the next line begins that is not its own.
  TextRange trimmed(TextRange range) const {
    while (range.end > range.begin &&
           std::string_view(" \t\r\n").find(text_[range.end - 1]) != std::string_view::npos)
      --range.end;
    return range;
  }

  TextRange block_entry(const Setting& setting) const {
    const std::size_t line = line_begin(text_, setting.key.begin);
    const bool own_line = text_.substr(line, setting.key.begin - line).find_first_not_of(' ') ==
                          std::string_view::npos;
    if (!own_line) return {setting.key.begin, setting.value.end};
    return {line, line_end(text_, setting.value.end)};
  }

  static TextRange flow_entry(const Setting* before, const Setting& setting, const Setting* after) {
    if (before != nullptr) return {before->value.end, setting.value.end};
    return {setting.key.begin, after != nullptr ? after->key.begin : setting.value.end};
  }

  void require_depth(std::size_t depth, std::size_t position) const {
    if (depth > kMostDepth) refuse(position, "values are nested too deeply");
  }

  [[noreturn]] void refuse(std::size_t position, const std::string& why) const {
    throw ConfigError("config", at_line(text_, position, why));
  }

  std::string_view text_;
  YamlEvents events_;
  std::vector<Setting> settings_;
  std::map<std::string, Json> anchors_;
  std::size_t expanded_ = 0;
};

// The innermost container on the way to a setting that is there.
struct Place {
  const Setting* container = nullptr;  // nullptr: the document
  const Setting* first = nullptr;      // its members
  const Setting* last = nullptr;
};

Place place_for(const std::vector<Setting>& settings, const SettingPath& path) {
  Place place;
  for (const Setting& setting : settings)
    if (setting.path.size() < path.size() && is_in(path, setting.path)) place.container = &setting;
  const SettingPath outer = place.container != nullptr ? place.container->path : SettingPath{};
  for (const Setting& setting : settings) {
    if (!is_in(setting.path, outer) || setting.path.size() != outer.size() + 1) continue;
    if (place.first == nullptr) place.first = &setting;
    place.last = &setting;
  }
  return place;
}

std::size_t column_of(std::string_view text, const Setting& setting) {
  return setting.key.begin - line_begin(text, setting.key.begin);
}

// How much deeper the file writes members than what they are in.
std::size_t step_of(std::string_view text, const std::vector<Setting>& settings) {
  constexpr std::size_t kUsual = 2;
  for (std::size_t i = 1; i < settings.size(); ++i) {
    const std::size_t outer = column_of(text, settings[i - 1]);
    const std::size_t inner = column_of(text, settings[i]);
    if (settings[i - 1].has_members && inner > outer && text[settings[i - 1].value.begin] != '{')
      return inner - outer;
  }
  return kUsual;
}

}  // namespace

std::vector<Setting> YamlSettings::read(std::string_view text) const {
  return YamlWalk(text).run();
}

std::string YamlSettings::value_text(std::string_view json) const {
  const Json value = Json::parse(json);
  return value.is_string() ? yaml_text(value.get<std::string>()) : value.dump();
}

std::string YamlSettings::key_text(const SettingPath& keys) const {
  return yaml_text(keys.back());
}

std::string YamlSettings::with_member(std::string_view text, const std::vector<Setting>& settings,
                                      const SettingPath& path, std::string_view value) const {
  const Place place = place_for(settings, path);
  const std::size_t depth = place.container != nullptr ? place.container->path.size() : 0;
  std::string out(text);
  const bool in_brackets = place.container != nullptr && text[place.container->value.begin] == '{';
  if (in_brackets) {
    std::string member(value);
    for (std::size_t i = path.size(); i-- > depth;) {
      member = key_text({path[i]}) + ": " + member;
      if (i > depth) member = "{" + member + "}";
    }
    return out.insert(place.container->value.end - 1,
                      (place.first != nullptr ? ", " : "") + member);
  }
  const std::string newline(newline_of(text));
  const std::size_t step = step_of(text, settings);
  std::size_t indent = 0;
  if (place.first != nullptr)
    indent = column_of(text, *place.first);
  else if (place.container != nullptr)
    indent = column_of(text, *place.container) + step;
  std::string lines;
  for (std::size_t i = depth; i < path.size(); ++i, indent += step) {
    lines += std::string(indent, ' ') + key_text({path[i]}) + ":";
    lines += (i + 1 == path.size() ? " " + std::string(value) : "") + newline;
  }
  const Setting* before = place.last != nullptr ? place.last : place.container;
  const std::size_t at = before != nullptr ? before->entry.end : text.size();
  const bool cut = at > 0 && text[at - 1] != '\n';
  return out.insert(at, (cut ? newline : "") + lines);
}

}  // namespace switchback
