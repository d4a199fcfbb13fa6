#include "core/migrate/json_settings.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "base/errors.hpp"
#include "core/migrate/text_lines.hpp"

namespace switchback {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kMostDepth = 64;

// Walks over JSON that a parser has accepted already.
class JsonWalk {
 public:
  explicit JsonWalk(std::string_view text) : text_(text) {}

  std::vector<Setting> run() {
    skip_space();
    if (at() != '{') throw ConfigError("config", "line 1: the outermost value is no object");
    members({}, 0);
    return std::move(settings_);
  }

 private:
  char at() const { return text_[position_]; }

  void skip_space() {
    position_ = std::min(text_.find_first_not_of(" \t\r\n", position_), text_.size());
  }

  void skip_string() {
    for (++position_; at() != '"'; ++position_)
      if (at() == '\\') ++position_;
    ++position_;
  }

  // A value that is no object with members.
  void skip_value() {
    std::size_t depth = 0;
    do {
      skip_space();
      if (at() == '"') {
        skip_string();
      } else if (at() == '{' || at() == '[') {
        if (++depth > kMostDepth) refuse("values are nested too deeply");
        ++position_;
      } else if (at() == '}' || at() == ']') {
        --depth;
        ++position_;
      } else if (at() == ',' || at() == ':') {
        ++position_;
      } else {
        position_ = std::min(text_.find_first_of(",:{}[]\" \t\r\n", position_), text_.size());
      }
    } while (depth > 0);
  }

  bool is_object_with_members() {
    if (at() != '{') return false;
    const std::size_t next = text_.find_first_not_of(" \t\r\n", position_ + 1);
    return text_[next] != '}';
  }

  // At the brace that opens an object.
  void members(const SettingPath& outer, std::size_t depth) {
    if (depth > kMostDepth) refuse("values are nested too deeply");
    std::set<std::string> keys;
    std::size_t end_of_last = 0;
    ++position_;
    for (skip_space(); at() != '}'; skip_space()) {
      const std::size_t index = settings_.size();
      const std::size_t begin = keys.empty() ? position_ : end_of_last;
      member(outer, depth);
      end_of_last = position_;
      if (!keys.insert(settings_[index].path.back()).second)
        refuse("the key " + settings_[index].path.back() + " is there twice");
      skip_space();
      const bool more = at() == ',';
      if (more) ++position_;
      skip_space();
      // With the comma before it, or, where it is the first, the one after it.
      const bool first = keys.size() == 1;
      settings_[index].entry = {begin, first && more ? position_ : end_of_last};
    }
    ++position_;
  }

  void member(const SettingPath& outer, std::size_t depth) {
    const std::size_t index = settings_.size();
    Setting setting;
    setting.key.begin = position_;
    skip_string();
    setting.key.end = position_;
    setting.path = outer;
    setting.path.push_back(Json::parse(setting.key.of(text_)).get<std::string>());
    skip_space();
    ++position_;  // the colon
    skip_space();
    setting.has_members = is_object_with_members();
    setting.value.begin = position_;
    settings_.push_back(setting);
    setting.has_members ? members(setting.path, depth + 1) : skip_value();
    TextRange& value = settings_[index].value;
    value.end = position_;
    if (!setting.has_members) settings_[index].json = Json::parse(value.of(text_)).dump();
  }

  [[noreturn]] void refuse(const std::string& why) const {
    throw ConfigError("config", at_line(text_, position_, why));
  }

  std::string_view text_;
  std::size_t position_ = 0;
  std::vector<Setting> settings_;
};

// The innermost object on the way to `path` that is there: its members, and where it opens.
struct Place {
  std::size_t depth = 0;
  std::size_t brace = 0;          // that opens it
  const Setting* last = nullptr;  // member
};

Place place_for(std::string_view text, const std::vector<Setting>& settings,
                const SettingPath& path) {
  Place place{0, text.find('{'), nullptr};
  for (const Setting& setting : settings) {
    if (setting.path.size() == path.size() || !is_in(path, setting.path)) continue;
    if (!setting.has_members && setting.json != "{}") continue;
    place = {setting.path.size(), setting.value.begin, nullptr};
  }
  const SettingPath outer(path.begin(), path.begin() + static_cast<std::ptrdiff_t>(place.depth));
  for (const Setting& setting : settings)
    if (setting.path.size() == place.depth + 1 && is_in(setting.path, outer)) place.last = &setting;
  return place;
}

}  // namespace

std::vector<Setting> JsonSettings::read(std::string_view text) const {
  try {
    const Json document = Json::parse(text);
    if (!document.is_object())
      throw ConfigError("config", "line 1: the outermost value is no object");
  } catch (const Json::parse_error& error) {
    throw ConfigError("config", at_line(text, error.byte == 0 ? 0 : error.byte - 1, error.what()));
  }
  return JsonWalk(text).run();
}

std::string JsonSettings::value_text(std::string_view json) const {
  return Json::parse(json).dump();
}

std::string JsonSettings::key_text(const SettingPath& keys) const {
  return Json(keys.back()).dump();
}

// After the last member, indented as that is; containers on the way that are not there are written
// in one line.
std::string JsonSettings::with_member(std::string_view text, const std::vector<Setting>& settings,
                                      const SettingPath& path, std::string_view value) const {
  const Place place = place_for(text, settings, path);
  std::string member(value);
  for (std::size_t i = path.size(); i-- > place.depth;) {
    member = key_text({path[i]}) + ": " + member;
    if (i > place.depth) member = "{" + member + "}";
  }
  std::string out(text);
  if (place.last == nullptr) return out.insert(place.brace + 1, member);
  const std::size_t line = line_begin(text, place.last->key.begin);
  const std::string_view indent = text.substr(line, place.last->key.begin - line);
  const bool own_line = indent.find_first_not_of(" \t") == std::string_view::npos;
  const std::string separator = own_line && line > 0 ? ",\n" + std::string(indent) : ", ";
  return out.insert(place.last->value.end, separator + member);
}

}  // namespace switchback
