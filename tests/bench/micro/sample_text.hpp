// Text that a compressor finds as much in as in source code: words of a small vocabulary. The same
// for the same seed.
#pragma once

#include <cstddef>
#include <random>
#include <string>

namespace switchback::bench {

inline std::string sample_text(std::size_t length, std::uint32_t seed) {
  std::mt19937 random(seed);
  std::string text;
  while (text.size() < length) {
    const unsigned long word = random() % 2000 * (random() % 3);  // some are frequent
    text += std::to_string(word * 7919);
    text += random() % 9 == 0 ? ";\n" : " ";
  }
  text.resize(length);
  return text;
}

}  // namespace switchback::bench
