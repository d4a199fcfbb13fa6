#include "core/trust/path_pattern.hpp"

#include <algorithm>
#include <cstddef>

namespace switchback {
namespace {

// Bytes of the UTF-8 character at the start of `text`, which is not empty and was checked to be
// UTF-8.
std::size_t character_length(std::string_view text) {
  std::size_t length = 1;
  while (length < text.size() && (static_cast<unsigned char>(text[length]) & 0xC0U) == 0x80U)
    ++length;
  return length;
}

// A set "[...]" at the start of a pattern: its length, 0 where it is not closed and so stands for
// itself. A ']' right after the opening belongs to the set.
std::size_t set_length(std::string_view pattern) {
  std::size_t at = 1;
  if (at < pattern.size() && pattern[at] == '!') ++at;
  if (at < pattern.size() && pattern[at] == ']') ++at;
  const std::size_t end = pattern.find(']', at);
  return end == std::string_view::npos ? 0 : end + 1;
}

// UTF-8 sorts as code points do, so ranges compare as text.
bool set_contains(std::string_view set, std::string_view character) {
  set = set.substr(1, set.size() - 2);
  const bool negated = !set.empty() && set[0] == '!';
  if (negated) set.remove_prefix(1);
  bool found = false;
  while (!set.empty()) {
    const std::string_view low = set.substr(0, character_length(set));
    set.remove_prefix(low.size());
    std::string_view high = low;
    if (set.size() > 1 && set[0] == '-') {
      set.remove_prefix(1);
      high = set.substr(0, character_length(set));
      set.remove_prefix(high.size());
    }
    found = found || (low <= character && character <= high);
  }
  return found != negated;
}

// Matches one pattern element other than '*' against one character; returns how much of the pattern
// it took, 0: no.
std::size_t match_element(std::string_view pattern, std::string_view character) {
  if (pattern.empty()) return 0;
  if (pattern[0] == '?') return 1;
  if (pattern[0] == '[') {
    const std::size_t length = set_length(pattern);
    if (length > 0) return set_contains(pattern.substr(0, length), character) ? length : 0;
  }
  return pattern.substr(0, character.size()) == character ? character.size() : 0;
}

// Greedy with one point to go back to: the last '*'.
bool matches_component(std::string_view pattern, std::string_view text) {
  bool starred = false;
  std::string_view star_pattern;
  std::string_view star_text;
  while (!text.empty()) {
    if (!pattern.empty() && pattern[0] == '*') {
      pattern.remove_prefix(1);
      starred = true;
      star_pattern = pattern;
      star_text = text;
      continue;
    }
    const std::string_view character = text.substr(0, character_length(text));
    if (const std::size_t taken = match_element(pattern, character)) {
      pattern.remove_prefix(taken);
      text.remove_prefix(character.size());
      continue;
    }
    if (!starred) return false;
    star_text.remove_prefix(character_length(star_text));
    pattern = star_pattern;
    text = star_text;
  }
  return pattern.find_first_not_of('*') == std::string_view::npos;
}

}  // namespace

bool matches_path_pattern(std::string_view pattern, std::string_view path) {
  while (true) {
    const std::size_t pattern_end = std::min(pattern.find('/'), pattern.size());
    const std::size_t path_end = std::min(path.find('/'), path.size());
    if (!matches_component(pattern.substr(0, pattern_end), path.substr(0, path_end))) return false;
    const bool pattern_last = pattern_end == pattern.size();
    const bool path_last = path_end == path.size();
    if (pattern_last || path_last) return pattern_last && path_last;
    pattern.remove_prefix(pattern_end + 1);
    path.remove_prefix(path_end + 1);
  }
}

}  // namespace switchback
