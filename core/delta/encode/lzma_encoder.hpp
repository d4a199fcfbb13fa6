// Makes frames that are coded with LZMA2 and a prefix (core/delta/lzma_frame.hpp).
#pragma once

#include <cstdint>
#include <stop_token>
#include <string>
#include <string_view>

namespace switchback {

// Bytes that encoding one frame of the largest size takes, without prefix, content and result.
std::uint64_t lzma_encoder_memory();

// The same bytes for the same input. Throws Interrupted soon after a stop is requested, once the
// prefix is indexed.
std::string encode_lzma_frame(std::string_view prefix, std::string_view content,
                              const std::stop_token& stop = {});

}  // namespace switchback
