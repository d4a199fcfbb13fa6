// The lines of a Markdown file as far as a changelog needs them: headings, list items and text.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace switchback {

struct MarkdownLine {
  enum class Kind { blank, heading, item, text };
  Kind kind = Kind::blank;
  std::size_t number = 1;  // from 1
  std::size_t level = 0;   // heading: 1 to 6
  std::size_t indent = 0;  // columns before the item's marker or the text
  std::string text;        // without marker, indent and closing #s
};

// Fenced code is text; HTML comments, thematic breaks and link definitions are left out; both forms
// of headings are headings. Throws ConfigError("config") "FILE:LINE: ..." for what is not UTF-8
// text, a file over 1 MiB, or a comment that is never closed.
std::vector<MarkdownLine> read_markdown(std::string_view text, const std::string& file);

}  // namespace switchback
