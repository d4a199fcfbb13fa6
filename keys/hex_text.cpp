#include "keys/hex_text.hpp"

#include <algorithm>

#include "base/hex.hpp"

namespace switchback {

std::optional<std::string> decode_any_hex(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(), [](char c) {
    return c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return hex_decode(lower);
}

}  // namespace switchback
