// Where the parts of an executable stand in its file and in memory, old and new side by side. The
// encoder reads this out of the files' headers (encode/elf_parts.hpp); the decoder is told, so that
// it parses no executable.
#pragma once

#include <cstdint>
#include <vector>

namespace switchback::difference {

enum class PartKind : std::uint8_t {
  plain,        // only an address
  x86,          // instructions of x86-64
  arm,          // instructions of AArch64
  words,        // 64-bit words, some of which are addresses
  frames,       // .eh_frame
  frame_table,  // .eh_frame_hdr: 32-bit words that count from the part's beginning
};
inline constexpr std::uint8_t kPartKinds = 6;

struct Part {
  PartKind kind = PartKind::plain;
  bool loaded = false;  // it has an address
  bool data = false;    // the program's own, not the linker's; only the encoder knows
  std::uint64_t old_offset = 0, old_size = 0, old_address = 0,
                old_span = 0;  // span: its size in memory
  std::uint64_t new_offset = 0, new_size = 0, new_address = 0, new_span = 0;
};

struct Image {
  bool fixed = false;       // the program is loaded at these very addresses
  std::vector<Part> parts;  // by old_offset; parts that only one side has have no size on the other
};

}  // namespace switchback::difference
