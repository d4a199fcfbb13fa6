#include <algorithm>

#include "base/errors.hpp"
#include "core/migrate/setting.hpp"

namespace switchback {
namespace {

[[noreturn]] void refuse(std::string_view text) {
  throw ConfigError("config", "'" + std::string(text) + "' names no setting",
                    "write keys with dots between, and keys with dots in quotes");
}

// The end of a quoted key that begins at `at`.
std::size_t end_of_quotes(std::string_view text, std::size_t at) {
  const std::size_t end = text.find('"', at + 1);
  if (end == std::string_view::npos) refuse(text);
  return end;
}

bool needs_quotes(const std::string& key) {
  return key.empty() || key.find('.') != std::string::npos;
}

}  // namespace

SettingPath parse_setting_path(std::string_view text) {
  SettingPath path;
  for (std::size_t at = 0; at <= text.size();) {
    std::size_t end = 0;
    if (at < text.size() && text[at] == '"') {
      const std::size_t quote = end_of_quotes(text, at);
      path.emplace_back(text.substr(at + 1, quote - at - 1));
      end = quote + 1;
    } else {
      end = std::min(text.find('.', at), text.size());
      path.emplace_back(text.substr(at, end - at));
      if (path.back().empty() || path.back().find('"') != std::string::npos) refuse(text);
    }
    if (end < text.size() && text[end] != '.') refuse(text);
    at = end + 1;
  }
  return path;
}

std::string setting_path_text(const SettingPath& path) {
  std::string text;
  for (const std::string& key : path) {
    if (&key != &path.front()) text += '.';
    text += needs_quotes(key) ? '"' + key + '"' : key;
  }
  return text;
}

bool is_in(const SettingPath& path, const SettingPath& ancestor) {
  return path.size() >= ancestor.size() &&
         std::equal(ancestor.begin(), ancestor.end(), path.begin());
}

}  // namespace switchback
