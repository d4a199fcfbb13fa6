// Frames coded with zstd and a prefix: bytes that repeat the sources, or each other, cost little.
#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "manifest-schema/delta_header.hpp"

namespace switchback {

// Of the window, log2: 64 MiB, sources and outputs of the largest frame.
inline constexpr int kLargestPrefixWindow = 26;
static_assert(kMaxFrameSources + kMaxFrameOutputs <= 1U << kLargestPrefixWindow);

// Takes no memory for the window: prefix, compressed bytes and content lie in the caller's buffers.
class PrefixDecoder {
 public:
  PrefixDecoder();
  PrefixDecoder(PrefixDecoder&&) noexcept;
  PrefixDecoder& operator=(PrefixDecoder&&) noexcept;
  ~PrefixDecoder();

  // Fills all of `content`, TrustError("trust-format") where the
  // frame holds more or less, or is not one zstd frame from end to end.
  void decode(std::string_view frame, std::string_view prefix, std::span<char> content);

 private:
  struct Context;
  std::unique_ptr<Context> context_;
};

}  // namespace switchback
