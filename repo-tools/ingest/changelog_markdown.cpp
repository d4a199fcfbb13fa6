#include "repo-tools/ingest/changelog_markdown.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "base/errors.hpp"
#include "base/nearest_name.hpp"
#include "repo-tools/ingest/change_references.hpp"
#include "repo-tools/ingest/changelog_headings.hpp"
#include "repo-tools/ingest/markdown_line.hpp"

namespace switchback {
namespace {

constexpr std::size_t kMaxEntries = 2000;
constexpr std::size_t kMaxEntryBytes = 4096;

using Kind = MarkdownLine::Kind;

[[noreturn]] void refuse(const std::string& file, std::size_t line, const std::string& why) {
  throw ConfigError("config", fmt::format("{}:{}: {}", file, line, why));
}

bool starts_version(const MarkdownLine& line) {
  return line.kind == Kind::heading && is_version_heading(line.text);
}

// The lines of this version's section, or all of them where the file has no more than one section.
std::vector<MarkdownLine> section_of(std::vector<MarkdownLine> lines, const Version& version,
                                     const std::string& file) {
  if (std::count_if(lines.begin(), lines.end(), starts_version) < 2) return lines;
  const auto begin = std::find_if(lines.begin(), lines.end(), [&](const MarkdownLine& line) {
    return starts_version(line) && names_version(line.text, version);
  });
  if (begin == lines.end()) {
    refuse(file, 1, fmt::format("several versions, but no section {}", version.text()));
  }
  return std::vector<MarkdownLine>(begin, std::find_if(begin + 1, lines.end(), starts_version));
}

class EntryCollector {
 public:
  explicit EntryCollector(const std::string& file) : file_(file) {}

  void add(const MarkdownLine& line) {
    switch (line.kind) {
      case Kind::blank:
        after_blank_ = true;
        return;
      case Kind::heading:
        add_heading(line);
        break;
      case Kind::item:
        add_item(line);
        break;
      case Kind::text:
        add_text(line);
        break;
    }
    after_blank_ = false;
  }

  std::vector<ChangelogEntry> finish() {
    close();
    return std::move(entries_);
  }

 private:
  void add_heading(const MarkdownLine& line) {
    close();
    type_ = change_heading(line.text);
    if (type_ || line.level == 1 || is_version_heading(line.text)) return;
    refuse(file_, line.number,
           fmt::format("\"{}\" is not a heading of a changelog; did you mean \"{}\"?", line.text,
                       nearest_name(line.text, known_change_headings())));
  }

  void add_item(const MarkdownLine& line) {
    if (!type_) {
      refuse(file_, line.number,
             "an entry outside the headings Breaking, Needs action, Security, Added, "
             "Changed and Fixed");
    }
    const bool nested = open_ && is_item_ && line.indent >= indent_ + 2;
    if (!nested) return open(line, true);
    append(text_.ends_with(':') ? " " : "; ", line);
  }

  void add_text(const MarkdownLine& line) {
    if (!type_) return;
    const bool belongs = open_ && (!after_blank_ || (is_item_ && line.indent >= indent_ + 2));
    if (!belongs) return open(line, false);
    append(text_.empty() ? "" : " ", line);
  }

  void open(const MarkdownLine& line, bool is_item) {
    close();
    if (entries_.size() == kMaxEntries)
      refuse(file_, line.number, fmt::format("more than {} entries", kMaxEntries));
    open_ = true;
    is_item_ = is_item;
    indent_ = line.indent;
    number_ = line.number;
    text_.clear();
    append("", line);
  }

  void append(std::string_view separator, const MarkdownLine& line) {
    text_.append(separator);
    bool after_space = true;
    for (const char c : line.text) {
      if (c != ' ' || !after_space) text_.push_back(c);
      after_space = c == ' ';
    }
    if (text_.size() > kMaxEntryBytes) {
      refuse(file_, line.number, fmt::format("an entry of more than {} bytes", kMaxEntryBytes));
    }
  }

  void close() {
    if (!std::exchange(open_, false) || text_.empty()) return;
    try {
      auto references = find_change_references(text_);
      entries_.push_back({*type_, std::move(text_), std::move(references)});
    } catch (const ConfigError& error) {
      refuse(file_, number_, error.what());
    }
  }

  const std::string& file_;
  std::vector<ChangelogEntry> entries_;
  std::optional<ChangeType> type_;  // of the heading above; none outside the known ones
  bool after_blank_ = false;
  // The entry being read.
  bool open_ = false;
  bool is_item_ = false;
  std::size_t indent_ = 0;
  std::size_t number_ = 0;
  std::string text_;
};

}  // namespace

std::vector<ChangelogEntry> parse_changelog_markdown(std::string_view text, const Version& version,
                                                     const std::string& file) {
  EntryCollector collector(file);
  for (const auto& line : section_of(read_markdown(text, file), version, file)) collector.add(line);
  return collector.finish();
}

}  // namespace switchback
