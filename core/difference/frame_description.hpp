// Recognises the records of .eh_frame (Linux Standard Base, Exception Frames) from any place
// inside.
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

namespace switchback::difference {

// Whether the word `value` at `offset` is the distance back from there to a record that describes
// others: one whose own such word is 0 and whose version is 1. `begin` is where the section begins.
inline bool describes_frame(std::string_view file, std::uint64_t begin, std::uint64_t offset,
                            std::uint32_t value) {
  if (value < 8 || value > offset - begin || value % 4 != 0) return false;
  const char* record = file.data() + (offset - value);
  std::uint32_t length = 0;
  std::uint32_t self = 0;
  std::memcpy(&length, record, sizeof(length));
  std::memcpy(&self, record + sizeof(length), sizeof(self));
  return length >= 8 && length < 128 && self == 0 && record[8] == 1;
}

}  // namespace switchback::difference
