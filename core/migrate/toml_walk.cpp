#include "core/migrate/toml_walk.hpp"

#include <toml++/toml.h>
#include <algorithm>
#include <utility>

#include "core/migrate/text_lines.hpp"

namespace switchback {
namespace {

class TomlWalk {
 public:
  explicit TomlWalk(std::string_view text) : text_(text) {}

  TomlPlaces run() {
    for (skip_blank(); position_ < text_.size(); skip_blank()) {
      if (text_[position_] == '[')
        header();
      else
        setting();
    }
    return std::move(places_);
  }

 private:
  bool is_at(std::string_view what) const { return text_.substr(position_).starts_with(what); }

  // Blanks, line ends and comments.
  void skip_blank() {
    for (;;) {
      position_ = std::min(text_.find_first_not_of(" \t\r\n", position_), text_.size());
      if (position_ == text_.size() || text_[position_] != '#') return;
      position_ = line_end(text_, position_);
    }
  }

  void skip_spaces() {
    position_ = std::min(text_.find_first_not_of(" \t", position_), text_.size());
  }

  // A key, perhaps with dots in it; ends before what follows.
  SettingPath keys() {
    SettingPath path;
    for (;;) {
      skip_spaces();
      const std::size_t begin = position_;
      if (text_[position_] == '"' || text_[position_] == '\'') {
        skip_text();
        path.push_back(decoded_key({begin, position_}));
      } else {
        position_ = text_.find_first_of(" \t.=]", position_);
        path.emplace_back(text_.substr(begin, position_ - begin));
      }
      end_of_keys_ = position_;
      skip_spaces();
      if (text_[position_] != '.') return path;
      ++position_;
    }
  }

  std::string decoded_key(const TextRange& range) const {
    const auto table = toml::parse(std::string(range.of(text_)) + " = 0");
    return std::string(table.begin()->first.str());
  }

  void header() {
    const std::size_t begin = line_begin(text_, position_);
    in_array_ = is_at("[[");
    position_ += in_array_ ? 2U : 1U;
    table_ = keys();
    position_ = line_end(text_, position_);
    // A table inside an element of an array is one of its members.
    const bool inside = std::any_of(arrays_.begin(), arrays_.end(),
                                    [&](const SettingPath& array) { return is_in(table_, array); });
    if (in_array_) arrays_.push_back(table_);
    in_array_ = in_array_ || inside;
    if (!in_array_) places_.tables.push_back({table_, {begin, position_}});
  }

  void setting() {
    const std::size_t line = line_begin(text_, position_);
    const std::size_t index = member(table_);
    const std::size_t end = line_end(text_, position_);
    if (in_array_) {
      places_.settings.resize(index);
    } else {
      places_.settings[index].entry = {line, end};
    }
    position_ = end;
  }

  // Returns its place among the settings; those in it follow.
  std::size_t member(const SettingPath& outer) {
    const std::size_t index = places_.settings.size();
    Setting setting;
    setting.key.begin = position_;
    const SettingPath written = keys();
    setting.key.end = end_of_keys_;
    setting.written_keys = written.size();
    setting.path = outer;
    setting.path.insert(setting.path.end(), written.begin(), written.end());
    ++position_;  // the sign
    skip_spaces();
    setting.value.begin = position_;
    places_.settings.push_back(setting);
    if (text_[position_] == '{')
      inline_table(setting.path);
    else
      skip_value();
    places_.settings[index].value.end = position_;
    places_.settings[index].has_members = places_.settings.size() > index + 1;
    return index;
  }

  void inline_table(const SettingPath& path) {
    std::vector<std::size_t> members;
    ++position_;
    for (skip_spaces(); text_[position_] != '}'; skip_spaces()) {
      members.push_back(member(path));
      skip_spaces();
      if (text_[position_] == ',') ++position_;
    }
    ++position_;
    for (std::size_t i = 0; i < members.size(); ++i) {
      Setting& setting = places_.settings[members[i]];
      const bool alone = members.size() == 1;
      const std::size_t begin =
          i > 0 ? places_.settings[members[i - 1]].value.end : setting.key.begin;
      const std::size_t end =
          i > 0 || alone ? setting.value.end : places_.settings[members[1]].key.begin;
      setting.entry = {begin, end};
    }
  }

  void skip_text() {
    const char quote = text_[position_];
    const std::string three(3, quote);
    const std::string_view end =
        is_at(three) ? std::string_view(three) : std::string_view(&quote, 1);
    position_ += end.size();
    while (!is_at(end)) position_ += quote == '"' && text_[position_] == '\\' ? 2U : 1U;
    position_ += end.size();
    while (end.size() == 3 && position_ < text_.size() && text_[position_] == quote) ++position_;
  }

  void skip_value() {
    if (text_[position_] == '"' || text_[position_] == '\'') return skip_text();
    if (text_[position_] == '[' || text_[position_] == '{') return skip_brackets();
    std::size_t end = std::min(text_.find_first_of(",]}#\r\n", position_), text_.size());
    while (text_[end - 1] == ' ' || text_[end - 1] == '\t') --end;
    position_ = end;
  }

  void skip_brackets() {
    std::size_t depth = 0;
    do {
      skip_blank();
      const char c = text_[position_];
      if (c == '"' || c == '\'') {
        skip_text();
        continue;
      }
      if (c == '[' || c == '{') ++depth;
      if (c == ']' || c == '}') --depth;
      ++position_;
    } while (depth > 0);
  }

  std::string_view text_;
  std::size_t position_ = 0;
  std::size_t end_of_keys_ = 0;
  SettingPath table_;
  bool in_array_ = false;
  std::vector<SettingPath> arrays_;
  TomlPlaces places_;
};

}  // namespace

TomlPlaces walk_toml(std::string_view text) {
  return TomlWalk(text).run();
}

}  // namespace switchback
