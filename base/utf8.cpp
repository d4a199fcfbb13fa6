#include "base/utf8.hpp"

#include <algorithm>
#include <cstdint>

namespace switchback {
namespace {

struct Lead {
  std::size_t continuation;  // bytes that follow
  std::uint32_t bits;        // payload of the lead byte
  std::uint32_t smallest;    // code point that needs this length
};

bool read_lead(unsigned char byte, Lead& lead) {
  if ((byte & 0xE0) == 0xC0)
    lead = {1, byte & 0x1FU, 0x80};
  else if ((byte & 0xF0) == 0xE0)
    lead = {2, byte & 0x0FU, 0x800};
  else if ((byte & 0xF8) == 0xF0)
    lead = {3, byte & 0x07U, 0x10000};
  else
    return false;
  return true;
}

bool is_scalar_value(std::uint32_t code_point) {
  return code_point <= 0x10FFFF && (code_point < 0xD800 || code_point > 0xDFFF);
}

}  // namespace

bool is_valid_utf8(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const auto byte = static_cast<unsigned char>(text[at++]);
    if (byte < 0x80) continue;
    Lead lead{};
    if (!read_lead(byte, lead) || text.size() - at < lead.continuation) return false;
    std::uint32_t code_point = lead.bits;
    for (std::size_t i = 0; i < lead.continuation; ++i) {
      const auto next = static_cast<unsigned char>(text[at++]);
      if ((next & 0xC0) != 0x80) return false;
      code_point = (code_point << 6) | (next & 0x3FU);
    }
    if (code_point < lead.smallest || !is_scalar_value(code_point)) return false;
  }
  return true;
}

bool has_control_character(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7F;
  });
}

}  // namespace switchback
