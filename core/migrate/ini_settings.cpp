#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "base/errors.hpp"
#include "core/migrate/line_settings.hpp"
#include "core/migrate/text_lines.hpp"

namespace switchback {
namespace {

using Json = nlohmann::json;

constexpr std::string_view kSpace = " \t\r\n";

TextRange trimmed(std::string_view text, TextRange range) {
  while (range.begin < range.end && kSpace.find(text[range.begin]) != std::string_view::npos)
    ++range.begin;
  while (range.begin < range.end && kSpace.find(text[range.end - 1]) != std::string_view::npos)
    --range.end;
  return range;
}

void append_keys(SettingPath& path, std::string_view name) {
  for (std::size_t at = 0; at <= name.size();) {
    const std::size_t dot = std::min(name.find('.', at), name.size());
    path.emplace_back(name.substr(at, dot - at));
    at = dot + 1;
  }
}

bool continues(std::string_view line) {
  const std::size_t last = line.find_last_not_of("\r\n");
  if (last == std::string_view::npos) return false;
  std::size_t backslashes = 0;
  while (backslashes <= last && line[last - backslashes] == '\\') ++backslashes;
  return backslashes % 2 == 1;
}

class IniWalk {
 public:
  explicit IniWalk(std::string_view text) : text_(text) {}

  std::vector<Setting> run() {
    for (std::size_t begin = 0; begin < text_.size();) {
      std::size_t end = line_end(text_, begin);
      const TextRange line = trimmed(text_, {begin, end});
      const char first = line.begin < line.end ? text_[line.begin] : '#';
      if (first == '[') {
        section(line);
      } else if (first != '#' && first != ';') {
        while (continues(text_.substr(begin, end - begin)) && end < text_.size())
          end = line_end(text_, end);
        setting({begin, end});
      }
      begin = end;
    }
    return std::move(settings_);
  }

 private:
  void section(const TextRange& line) {
    if (text_[line.end - 1] != ']') refuse(line.begin, "a section's name ends with a bracket");
    section_.clear();
    append_keys(section_, TextRange{line.begin + 1, line.end - 1}.of(text_));
  }

  void setting(const TextRange& lines) {
    const std::size_t sign = text_.find_first_of("=:", lines.begin);
    if (sign >= lines.end) refuse(lines.begin, "neither a section nor a setting");
    Setting setting;
    setting.key = trimmed(text_, {lines.begin, sign});
    if (setting.key.begin == setting.key.end) refuse(lines.begin, "a setting without a name");
    setting.path = section_;
    append_keys(setting.path, setting.key.of(text_));
    setting.written_keys = setting.path.size() - section_.size();
    setting.value = trimmed(text_, {sign + 1, lines.end});
    setting.entry = lines;
    setting.json =
        Json(setting.value.of(text_)).dump(-1, ' ', false, Json::error_handler_t::replace);
    if (!paths_.insert(setting.path).second)
      refuse(lines.begin, setting_path_text(setting.path) + " is there twice");
    settings_.push_back(std::move(setting));
  }

  [[noreturn]] void refuse(std::size_t position, const std::string& why) const {
    throw ConfigError("config", at_line(text_, position, why));
  }

  std::string_view text_;
  SettingPath section_;
  std::set<SettingPath> paths_;
  std::vector<Setting> settings_;
};

// How the file writes a sign between key and value.
std::string sign_of(std::string_view text, const std::vector<Setting>& settings) {
  if (settings.empty()) return " = ";
  const Setting& last = settings.back();
  return std::string(text.substr(last.key.end, last.value.begin - last.key.end));
}

}  // namespace

std::vector<Setting> IniSettings::read(std::string_view text) const {
  return IniWalk(text).run();
}

std::string IniSettings::value_text(std::string_view json) const {
  const Json value = Json::parse(json);
  if (value.is_structured()) throw ConfigError("config", "an INI file has texts and numbers only");
  std::string written = value.is_string() ? value.get<std::string>() : value.dump();
  if (written.find_first_of("\r\n") != std::string::npos)
    throw ConfigError("config", "an INI file has values of one line only");
  return written;
}

std::string IniSettings::key_text(const SettingPath& keys) const {
  std::string text;
  for (const std::string& key : keys) text += (text.empty() ? "" : ".") + key;
  return text;
}

// After the last setting of the section that fits best; a section of its own where the file has
// sections and none fits.
std::string IniSettings::with_member(std::string_view text, const std::vector<Setting>& settings,
                                     const SettingPath& path, std::string_view value) const {
  const Setting* last = nullptr;
  std::size_t best = 0;
  bool has_sections = false;
  for (const Setting& setting : settings) {
    const std::size_t depth = setting.path.size() - setting.written_keys;
    has_sections = has_sections || depth > 0;
    const SettingPath section(setting.path.begin(),
                              setting.path.begin() + static_cast<std::ptrdiff_t>(depth));
    if (depth < best || depth >= path.size() || !is_in(path, section)) continue;
    best = depth;
    last = &setting;
  }
  const std::string newline(newline_of(text));
  const bool opens = path.size() > 1 && has_sections && best == 0;
  const std::size_t depth = opens ? path.size() - 1 : best;
  const auto inner = path.begin() + static_cast<std::ptrdiff_t>(depth);
  std::string line =
      key_text({inner, path.end()}) + sign_of(text, settings) + std::string(value) + newline;
  if (opens) line = newline + "[" + key_text({path.begin(), inner}) + "]" + newline + line;
  const std::size_t at = opens ? text.size() : last != nullptr ? last->entry.end : 0;
  const bool cut = at > 0 && text[at - 1] != '\n';
  return std::string(text).insert(at, (cut ? newline : "") + line);
}

}  // namespace switchback
