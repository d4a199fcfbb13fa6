#include "core/migrate/yaml_scalars.hpp"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <iterator>
#include <nlohmann/json.hpp>
#include <regex>

namespace switchback {
namespace {

using Json = nlohmann::json;

bool is_one_of(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

// What readers of YAML 1.1 take for something else than a text.
bool is_a_word_of_yaml_1_1(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return is_one_of(text, {"y", "n", "yes", "no", "on", "off", "true", "false", "null"});
}

}  // namespace

Json plain_scalar(const std::string& text) {
  static const std::regex kInteger("[-+]?[0-9]+");
  static const std::regex kFloat("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?");
  constexpr std::size_t kMostDigits = 18;
  if (is_one_of(text, {"", "~", "null", "Null", "NULL"})) return nullptr;
  if (is_one_of(text, {"true", "True", "TRUE"})) return true;
  if (is_one_of(text, {"false", "False", "FALSE"})) return false;
  if (text.size() <= kMostDigits && std::regex_match(text, kInteger))
    return std::strtoll(text.c_str(), nullptr, 10);
  if (text.size() <= kMostDigits && std::regex_match(text, kFloat))
    return std::strtod(text.c_str(), nullptr);
  return text;
}

std::string yaml_text(const std::string& text) {
  constexpr std::string_view kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_/";
  constexpr std::string_view kOthers = "0123456789.-";
  const bool letters_first = text.find_first_of(kLetters) == 0;
  const bool safe =
      letters_first &&
      text.find_first_not_of(std::string(kLetters) + std::string(kOthers)) == std::string::npos &&
      !is_a_word_of_yaml_1_1(text) && plain_scalar(text).is_string();
  return safe ? text : Json(text).dump();
}

}  // namespace switchback
