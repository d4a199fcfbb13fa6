#include "tests/fuzz/lzma_frame_target.hpp"

#include "core/delta/lzma_frame.hpp"
#include "tests/fuzz/targets.hpp"

namespace switchback::fuzz {
namespace {

constexpr std::size_t kLengthBytes = 2;
constexpr std::size_t kLongest = 0xffff;

std::string decode(LzmaDecoder& decoder, std::string_view frame, std::size_t length) {
  static const std::string prefix = lzma_frame_prefix();
  std::string content(length, '\0');
  decoder.begin();
  decoder.prefix(prefix);
  decoder.content(frame);
  decoder.read(content.data(), content.size());
  decoder.finish();
  return content;
}

}  // namespace

// One window for all frames, as a host has it: nothing of one may show in another.
void lzma_frame(std::string_view bytes) {
  static LzmaDecoder kept(lzma_frame_prefix().size() + kLongest);
  if (bytes.size() < kLengthBytes) return;
  const std::size_t length =
      static_cast<std::uint8_t>(bytes[0]) * std::size_t{256} + static_cast<std::uint8_t>(bytes[1]);
  const std::string_view frame = bytes.substr(kLengthBytes);
  const std::string content = decode(kept, frame, length);
  LzmaDecoder fresh(lzma_frame_prefix().size() + kLongest);
  must_hold(decode(fresh, frame, length) == content, "a window forgets the frame before");
}

}  // namespace switchback::fuzz
