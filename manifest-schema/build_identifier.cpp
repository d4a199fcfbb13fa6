#include "manifest-schema/build_identifier.hpp"

#include <algorithm>

namespace switchback {
namespace {

// Tags come first in a part's key and are above the terminator of a text part. kMaxBuildLength lets
// lengths be bytes.
constexpr char kNumberTag = 1;
constexpr char kTextTag = 2;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_part_character(char c) {
  return is_digit(c) || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-';
}

void append_part_key(std::string& key, std::string_view part) {
  if (!std::all_of(part.begin(), part.end(), is_digit)) {
    key.push_back(kTextTag);
    key.append(part);
    key.push_back('\0');
    return;
  }
  const auto zeros = std::min(part.find_first_not_of('0'), part.size());
  const auto digits = part.substr(zeros);
  key.push_back(kNumberTag);
  key.push_back(static_cast<char>(digits.size()));
  key.append(digits);
  key.push_back(static_cast<char>(zeros));
}

template <typename Use>
void for_each_part(std::string_view build, Use use) {
  while (true) {
    const auto dot = build.find('.');
    use(build.substr(0, dot));
    if (dot == std::string_view::npos) return;
    build.remove_prefix(dot + 1);
  }
}

}  // namespace

bool is_build_identifier(std::string_view text) {
  bool valid = text.size() <= kMaxBuildLength;
  for_each_part(text, [&](std::string_view part) {
    valid = valid && !part.empty() && std::all_of(part.begin(), part.end(), is_part_character);
  });
  return valid;
}

std::string build_sort_key(std::string_view build) {
  std::string key;
  if (build.empty()) return key;
  for_each_part(build, [&](std::string_view part) { append_part_key(key, part); });
  return key;
}

}  // namespace switchback
