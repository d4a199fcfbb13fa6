#include "core/transport/header_text.hpp"

#include <algorithm>

namespace switchback {

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (static_cast<unsigned char>(text.back()) <= ' ')) text.remove_suffix(1);
  return text;
}

bool same_name(std::string_view name, std::string_view lower_case) {
  return std::equal(
      name.begin(), name.end(), lower_case.begin(), lower_case.end(), [](char x, char y) {
        const char folded = x >= 'A' && x <= 'Z' ? static_cast<char>(x - 'A' + 'a') : x;
        return folded == y;
      });
}

}  // namespace switchback
