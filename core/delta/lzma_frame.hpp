// Frames coded with LZMA2 and a prefix, which the window holds as if it had been decoded before.
// For much new text: it models what no copy makes, where zstd only counts it.
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

namespace switchback {

// Memory: the window and what its user reads into. In turn, for each frame: begin(), prefix() as
// often as there is more of it, content(), read() until all is there, finish().
class LzmaDecoder {
 public:
  // `window`: at least all of a frame's prefix and content; the same for frame after frame takes no
  // new memory.
  explicit LzmaDecoder(std::size_t window);
  LzmaDecoder(LzmaDecoder&&) noexcept;
  LzmaDecoder& operator=(LzmaDecoder&&) noexcept;
  ~LzmaDecoder();

  void begin();
  void prefix(std::string_view bytes);
  // The compressed bytes, which the caller keeps until finish().
  void content(std::string_view compressed);
  // Fills `to`. TrustError("trust-format") where the frame is damaged or has less.
  void read(char* to, std::size_t length);
  // TrustError("trust-format") where the frame has more, or other bytes follow it.
  void finish();

 private:
  struct Stream;
  std::unique_ptr<Stream> stream_;
};

}  // namespace switchback
