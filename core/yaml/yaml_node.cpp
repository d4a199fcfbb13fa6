#include "core/yaml/yaml_node.hpp"

#include <fmt/format.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <sstream>

#include "base/errors.hpp"
#include "base/utf8.hpp"
#include "core/yaml/yaml_builder.hpp"

namespace switchback {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

[[noreturn]] void refuse(const std::string& file, std::size_t line, const std::string& why) {
  throw ConfigError("config", fmt::format("{}:{}: {}", file, line, why));
}

// Line by line, so that the error has one. yaml-cpp itself would guess UTF-16 and take U+0004 for
// the end.
void check_characters(std::string_view text, const std::string& file) {
  for (std::size_t line = 1; !text.empty(); ++line) {
    const auto end = std::min(text.find('\n'), text.size());
    std::string content(text.substr(0, end));
    if (content.ends_with('\r')) content.pop_back();
    if (!is_valid_utf8(content)) refuse(file, line, "not UTF-8");
    std::replace(content.begin(), content.end(), '\t', ' ');
    if (has_control_character(content)) refuse(file, line, "a control character");
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

void parse_into(YamlBuilder& builder, std::string_view text, const std::string& file) {
  std::istringstream stream{std::string(text)};
  YAML::Parser parser(stream);
  if (!parser.HandleNextDocument(builder)) return;
  YamlBuilder rest(file, {});
  if (parser.HandleNextDocument(rest)) refuse(file, rest.take().line, "a second document");
}

}  // namespace

YamlNode parse_yaml(std::string_view text, const std::string& file, const YamlLimits& limits) {
  if (text.size() > limits.bytes)
    refuse(file, 1, fmt::format("longer than {} bytes", limits.bytes));
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  check_characters(text, file);
  // yaml-cpp accepts a quote that is never closed where a line break follows.
  text = text.substr(0, text.find_last_not_of(" \t\r\n") + 1);
  YamlBuilder builder(file, limits);
  try {
    parse_into(builder, text, file);
  } catch (const YAML::Exception& error) {
    refuse(file, static_cast<std::size_t>(error.mark.line) + 1, error.msg);
  }
  return builder.take();
}

}  // namespace switchback
