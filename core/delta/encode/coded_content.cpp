#include "core/delta/encode/coded_content.hpp"

#include <utility>

#include "core/delta/encode/lzma_encoder.hpp"

namespace switchback {
namespace {

// LZMA2 costs more than zstd to make and to decode, and gains nothing on mere copies: of those a
// quick look leaves less than this part.
constexpr std::size_t kSomeNew = 160;
// From here on zstd is not tried, which costs as much time again; between the two, both are made.
constexpr std::size_t kMuchNew = 32;

CodedContent by_lzma(std::string_view prefix, std::string_view content, PrefixEncoder& encoder,
                     const std::stop_token& stop) {
  encoder.forget_tables();  // those of both are not in memory together
  return {DeltaCoding::lzma_prefix, encode_lzma_frame(prefix, content, stop)};
}

}  // namespace

CodedContent code_content(std::string_view prefix, std::string_view content,
                          std::size_t quick_length, PrefixEncoder& encoder,
                          const std::stop_token& stop) {
  if (quick_length >= content.size() / kMuchNew) return by_lzma(prefix, content, encoder, stop);
  CodedContent coded{DeltaCoding::zstd_prefix, encoder.encode(prefix, content, stop)};
  if (quick_length < content.size() / kSomeNew) return coded;
  CodedContent other = by_lzma(prefix, content, encoder, stop);
  return other.compressed.size() < coded.compressed.size() ? std::move(other) : std::move(coded);
}

}  // namespace switchback
