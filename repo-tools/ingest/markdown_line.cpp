#include "repo-tools/ingest/markdown_line.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/errors.hpp"
#include "base/utf8.hpp"

namespace switchback {
namespace {

constexpr std::size_t kMaxBytes = 1 << 20;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

std::string_view trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(' ');
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(' ') - begin + 1);
}

// At least `minimum` times one of `characters` and nothing else but spaces.
bool is_rule(std::string_view text, std::string_view characters, std::size_t minimum) {
  if (text.empty() || characters.find(text.front()) == std::string_view::npos) return false;
  const auto count = static_cast<std::size_t>(std::count(text.begin(), text.end(), text.front()));
  return count >= minimum &&
         text.find_first_not_of(std::string{text.front(), ' '}) == std::string_view::npos;
}

bool is_fence(std::string_view text) {
  return text.starts_with("```") || text.starts_with("~~~");
}

// "[0r1]: https://example.org/0r1"
bool is_link_definition(std::string_view text) {
  const auto end = text.find("]:");
  return text.starts_with('[') && end != std::string_view::npos && text.find(']') == end;
}

// Length of "- ", "* ", "+ ", "12. " or "3) ", or of the bare marker of an empty item; 0 where
// there is none.
std::size_t marker_length(std::string_view text) {
  std::size_t length = 0;
  if (std::string_view("-*+").find(text.front()) != std::string_view::npos) {
    length = 1;
  } else {
    const auto digits = std::min(text.find_first_not_of("0123456789"), text.size());
    if (digits == 0 || digits > 9 || digits == text.size()) return 0;
    if (text[digits] != '.' && text[digits] != ')') return 0;
    length = digits + 1;
  }
  if (length == text.size()) return length;
  return text[length] == ' ' ? length + 1 : 0;
}

// Level of an ATX heading, 0 where there is none; `text` becomes its title.
std::size_t take_heading(std::string_view& text) {
  const auto level = std::min(text.find_first_not_of('#'), text.size());
  if (level == 0 || level > 6 || (level < text.size() && text[level] != ' ')) return 0;
  text = trimmed(text.substr(level));
  const auto closing = text.find_last_not_of('#') + 1;
  if (closing < text.size() && (closing == 0 || text[closing - 1] == ' '))
    text = trimmed(text.substr(0, closing));
  return level;
}

class Reader {
 public:
  explicit Reader(const std::string& file) : file_(file) {}

  void add(std::string_view raw) {
    ++number_;
    auto line = plain(raw);
    if (!fenced_) line = without_comments(line);
    const auto content = trimmed(line);
    if (is_fence(content)) {
      fenced_ = !fenced_;
    } else if (content.empty()) {
      lines_.push_back({MarkdownLine::Kind::blank, number_, 0, 0, {}});
    } else {
      add_content(content, line.find_first_not_of(' '));
    }
  }

  std::vector<MarkdownLine> finish() {
    if (comment_line_ != 0) refuse(comment_line_, "a comment that is never closed");
    return std::move(lines_);
  }

 private:
  [[noreturn]] void refuse(std::size_t line, const std::string& why) const {
    throw ConfigError("config", fmt::format("{}:{}: {}", file_, line, why));
  }

  std::string plain(std::string_view raw) const {
    if (raw.ends_with('\r')) raw.remove_suffix(1);
    std::string line;
    for (const char c : raw) {
      if (c == '\t')
        line.append(4 - line.size() % 4, ' ');
      else
        line.push_back(c);
    }
    if (!is_valid_utf8(line)) refuse(number_, "not UTF-8");
    if (has_control_character(line)) refuse(number_, "a control character");
    return line;
  }

  std::string without_comments(std::string line) {
    std::string kept;
    while (true) {
      const std::string_view wanted = comment_line_ != 0 ? "-->" : "<!--";
      const auto found = line.find(wanted);
      if (comment_line_ == 0) kept += line.substr(0, found);
      if (found == std::string::npos) return kept;
      comment_line_ = comment_line_ != 0 ? 0 : number_;
      line.erase(0, found + wanted.size());
    }
  }

  void add_content(std::string_view content, std::size_t indent) {
    const bool after_text = !lines_.empty() && lines_.back().kind == MarkdownLine::Kind::text;
    if (fenced_) return push(MarkdownLine::Kind::text, indent, content);
    if (after_text && indent == lines_.back().indent &&
        (is_rule(content, "=", 1) || is_rule(content, "-", 2))) {
      lines_.back().kind = MarkdownLine::Kind::heading;
      lines_.back().level = content.front() == '=' ? 1 : 2;
      return;
    }
    if (is_rule(content, "-*_", 3) || is_link_definition(content)) return;
    if (const auto level = indent < 4 ? take_heading(content) : 0; level > 0) {
      push(MarkdownLine::Kind::heading, indent, content);
      lines_.back().level = level;
      return;
    }
    const auto marker = marker_length(content);
    push(marker > 0 ? MarkdownLine::Kind::item : MarkdownLine::Kind::text, indent,
         trimmed(content.substr(marker)));
  }

  void push(MarkdownLine::Kind kind, std::size_t indent, std::string_view text) {
    lines_.push_back({kind, number_, 0, indent, std::string(text)});
  }

  const std::string& file_;
  std::size_t number_ = 0;
  std::size_t comment_line_ = 0;  // where the open comment began; 0: none is open
  bool fenced_ = false;
  std::vector<MarkdownLine> lines_;
};

}  // namespace

std::vector<MarkdownLine> read_markdown(std::string_view text, const std::string& file) {
  if (text.size() > kMaxBytes) {
    throw ConfigError("config", fmt::format("{}:1: longer than {} bytes", file, kMaxBytes));
  }
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  Reader reader(file);
  while (!text.empty()) {
    const auto end = text.find('\n');
    reader.add(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return reader.finish();
}

}  // namespace switchback
