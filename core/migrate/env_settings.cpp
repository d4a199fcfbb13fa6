#include <cctype>
#include <nlohmann/json.hpp>
#include <set>

#include "base/errors.hpp"
#include "core/migrate/line_settings.hpp"
#include "core/migrate/text_lines.hpp"

namespace switchback {
namespace {

using Json = nlohmann::json;

constexpr std::string_view kExport = "export ";

bool is_name(std::string_view name) {
  if (name.empty() || std::isdigit(static_cast<unsigned char>(name.front())) != 0) return false;
  for (const char c : name)
    if (std::isalnum(static_cast<unsigned char>(c)) == 0 && c != '_') return false;
  return true;
}

[[noreturn]] void refuse(std::string_view text, std::size_t position, const std::string& why) {
  throw ConfigError("config", at_line(text, position, why));
}

// What stands for the value, without a comment after it.
TextRange value_range(std::string_view text, std::size_t begin, std::size_t end) {
  const char quote = begin < end ? text[begin] : '\0';
  if (quote == '"' || quote == '\'') {
    std::size_t at = begin + 1;
    while (at < end && text[at] != quote) at += quote == '"' && text[at] == '\\' ? 2U : 1U;
    if (at >= end) refuse(text, begin, "a quotation mark is not closed");
    return {begin, at + 1};
  }
  std::size_t stop = begin;
  while (stop < end && text[stop] != '\r' && text[stop] != '\n' &&
         !(text[stop] == '#' && stop > begin && text[stop - 1] == ' '))
    ++stop;
  while (stop > begin && (text[stop - 1] == ' ' || text[stop - 1] == '\t')) --stop;
  return {begin, stop};
}

std::string meant_by(std::string_view written) {
  if (written.size() < 2 || (written.front() != '"' && written.front() != '\''))
    return std::string(written);
  const bool escapes = written.front() == '"';
  std::string out;
  for (std::size_t i = 1; i + 1 < written.size(); ++i) {
    if (escapes && written[i] == '\\') ++i;
    out += written[i];
  }
  return out;
}

}  // namespace

std::vector<Setting> EnvSettings::read(std::string_view text) const {
  std::vector<Setting> settings;
  std::set<std::string> names;
  std::size_t end = 0;
  for (std::size_t begin = 0; begin < text.size(); begin = end) {
    end = line_end(text, begin);
    std::size_t at = text.find_first_not_of(" \t\r\n", begin);
    if (at >= end || text[at] == '#') continue;
    if (text.substr(at).starts_with(kExport)) at += kExport.size();
    const std::size_t sign = text.find('=', at);
    Setting setting;
    setting.key = {at, sign};
    if (sign >= end || !is_name(setting.key.of(text))) refuse(text, at, "not NAME=VALUE");
    setting.path = {std::string(setting.key.of(text))};
    setting.value = value_range(text, sign + 1, end);
    setting.entry = {begin, end};
    setting.json =
        Json(meant_by(setting.value.of(text))).dump(-1, ' ', false, Json::error_handler_t::replace);
    if (!names.insert(setting.path.front()).second)
      refuse(text, at, setting.path.front() + " is there twice");
    settings.push_back(std::move(setting));
  }
  return settings;
}

std::string EnvSettings::value_text(std::string_view json) const {
  const Json value = Json::parse(json);
  if (value.is_structured())
    throw ConfigError("config", "an environment file has texts and numbers only");
  const std::string meant = value.is_string() ? value.get<std::string>() : value.dump();
  if (meant.find_first_of("\r\n") != std::string::npos)
    throw ConfigError("config", "an environment file has values of one line only");
  if (meant.find_first_of(" \t\"'\\#$`") == std::string::npos) return meant;
  std::string quoted = "\"";
  for (const char c : meant) {
    if (c == '"' || c == '\\' || c == '$' || c == '`') quoted += '\\';
    quoted += c;
  }
  return quoted + '"';
}

std::string EnvSettings::key_text(const SettingPath& keys) const {
  if (keys.size() != 1 || !is_name(keys.front()))
    throw ConfigError("config", setting_path_text(keys) + " is no name of an environment variable");
  return keys.front();
}

std::string EnvSettings::with_member(std::string_view text, const std::vector<Setting>&,
                                     const SettingPath& path, std::string_view value) const {
  const std::string newline(newline_of(text));
  std::string out(text);
  if (!out.empty() && out.back() != '\n') out += newline;
  return out += key_text(path) + "=" + std::string(value) + newline;
}

}  // namespace switchback
