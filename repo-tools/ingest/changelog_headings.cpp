#include "repo-tools/ingest/changelog_headings.hpp"

#include <algorithm>

namespace switchback {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// Lower case, without emphasis and a colon at the end; '-' and '_' are spaces.
std::string normalized(std::string_view title) {
  std::string text;
  for (char c : title) {
    if (c == '*' || c == '`') continue;
    if (c == '-' || c == '_') c = ' ';
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
    text.push_back(c);
  }
  const auto end = text.find_last_not_of(" :");
  text.erase(end == std::string::npos ? 0 : end + 1);
  text.erase(0, std::min(text.find_first_not_of(' '), text.size()));
  return text;
}

// The version a title begins with: "[0r1] - today" and "Version 0r1" have 0r1.
std::string first_word(std::string_view title) {
  std::string word;
  std::string_view rest = title;
  for (const std::string_view prefix : {"Version ", "version ", "Release ", "release "}) {
    if (rest.starts_with(prefix)) rest.remove_prefix(prefix.size());
  }
  for (const char c : rest) {
    if (c == ' ' || c == ':' || c == '(') break;
    if (c != '[' && c != ']' && c != '*' && c != '`') word.push_back(c);
  }
  return word;
}

}  // namespace

const std::vector<std::string>& known_change_headings() {
  static const std::vector<std::string> kNames{"Breaking", "Needs action", "Security",
                                               "Added",    "Changed",      "Fixed"};
  return kNames;
}

std::optional<ChangeType> change_heading(std::string_view title) {
  auto name = normalized(title);
  std::replace(name.begin(), name.end(), ' ', '-');
  return parse_change_type(name);
}

bool is_version_heading(std::string_view title) {
  auto word = first_word(title);
  if (normalized(word) == "unreleased" || Version::parse_legacy(word)) return true;
  if (word.starts_with('v')) word.erase(0, 1);
  return !word.empty() && is_digit(word.front()) && word.find('.') != std::string::npos;
}

bool names_version(std::string_view title, const Version& version) {
  return Version::parse_legacy(first_word(title)) == version;
}

}  // namespace switchback
