// Decompresses frames whose compressed bytes were verified already. One object a thread; the
// context is reused.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace switchback {

class FrameDecoder {
 public:
  FrameDecoder();
  FrameDecoder(FrameDecoder&&) noexcept;
  FrameDecoder& operator=(FrameDecoder&&) noexcept;
  ~FrameDecoder();

  // Fills `content` with exactly `content_length` bytes. TrustError("trust-length-or-hash") where
  // the frame holds more or less, wants a larger window than kMaxFrameContent allows, or is
  // followed by other bytes.
  void decode(std::string_view frame, std::uint32_t content_length, std::string& content);

 private:
  struct Context;
  std::unique_ptr<Context> context_;
};

}  // namespace switchback
