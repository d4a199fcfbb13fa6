// What the target "lzma_frame" decodes: the content's length in two bytes, then one frame.
#pragma once

#include <string>
#include <string_view>

namespace switchback::fuzz {

// What the frame may copy from.
inline std::string lzma_frame_prefix() {
  std::string prefix;
  for (int line = 0; line < 400; ++line) prefix += "line " + std::to_string(line * 7) + "\n";
  return prefix;
}

}  // namespace switchback::fuzz
