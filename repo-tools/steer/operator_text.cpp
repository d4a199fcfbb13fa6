#include "repo-tools/steer/operator_text.hpp"

#include <string_view>

#include "base/errors.hpp"
#include "base/utf8.hpp"

namespace switchback {
namespace {

// U+0080 to U+009F, with which terminals can be steered, and the line and paragraph separators.
bool has_other_control(std::string_view text) {
  for (std::size_t i = 0; i + 1 < text.size(); ++i)
    if (text[i] == '\xc2' && static_cast<unsigned char>(text[i + 1]) < 0xa0) return true;
  return text.find("\xe2\x80\xa8") != std::string_view::npos ||
         text.find("\xe2\x80\xa9") != std::string_view::npos;
}

std::string problem_of(std::string_view text) {
  if (text.find_first_not_of(' ') == std::string_view::npos) return "is empty";
  if (text.size() > kMaxOperatorText) return "is longer than 1,000 bytes";
  if (!is_valid_utf8(text)) return "is not valid UTF-8";
  if (has_control_character(text) || has_other_control(text))
    return "has a line break or another control character";
  return {};
}

}  // namespace

std::string operator_text(const std::string& option, const std::string& text) {
  const std::string problem = problem_of(text);
  if (!problem.empty())
    throw ConfigError("usage", option + " " + problem,
                      "give one line of text of at most 1,000 bytes");
  return text;
}

}  // namespace switchback
