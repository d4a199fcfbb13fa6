// What coding makes a frame's content shortest after its sources.
#pragma once

#include <stop_token>
#include <string>
#include <string_view>

#include "core/delta/encode/prefix_encoder.hpp"
#include "manifest-schema/delta_header.hpp"

namespace switchback {

struct CodedContent {
  DeltaCoding coding = DeltaCoding::zstd_prefix;  // or lzma_prefix
  std::string compressed;
};

// `quick_length`: of PrefixEncoder. Interrupted.
CodedContent code_content(std::string_view prefix, std::string_view content,
                          std::size_t quick_length, PrefixEncoder& encoder,
                          const std::stop_token& stop);

}  // namespace switchback
