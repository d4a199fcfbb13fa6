// Bytes of a frame that no copy makes, one after the other as one LZMA2 stream (liblzma, raw),
// which is smaller by a tenth than zstd's and, at a few bytes, has no header to speak of.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/difference/copy_map.hpp"

namespace switchback::difference {

// What the pieces, in order, leave of the content.
std::string literals_of(std::span<const unsigned char> content, const std::vector<Copy>& pieces);
std::string compress_literals(std::string_view literals);
// Fills in what the pieces leave. TrustError("trust-format") where `compressed` does not hold
// exactly that much.
void decompress_literals(std::string_view compressed, const std::vector<Copy>& pieces,
                         std::span<unsigned char> content);

}  // namespace switchback::difference
