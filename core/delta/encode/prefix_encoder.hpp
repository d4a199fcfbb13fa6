// Makes frames that are coded with zstd and a prefix (core/delta/prefix_frame.hpp).
#pragma once

#include <cstdint>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>

namespace switchback {

// Bytes an encoder takes for one frame of the largest size, with sources, outputs and result.
std::uint64_t prefix_encoder_memory();

// One a thread; the context is reused.
class PrefixEncoder {
 public:
  PrefixEncoder();
  PrefixEncoder(PrefixEncoder&&) noexcept;
  PrefixEncoder& operator=(PrefixEncoder&&) noexcept;
  ~PrefixEncoder();

  // One zstd frame; the same bytes for the same input whatever was encoded before. The largest may
  // take a minute: throws Interrupted soon after a stop is requested, once the prefix is indexed.
  std::string encode(std::string_view prefix, std::string_view content,
                     const std::stop_token& stop = {});

  // About how long the frame would be, by a quick look.
  std::size_t quick_length(std::string_view prefix, std::string_view content);
  // Gives the memory of the last frame back.
  void forget_tables();

 private:
  struct Context;
  std::unique_ptr<Context> context_;
};

}  // namespace switchback
