// Bytes that are stored compressed where that makes them shorter:
//
//   packed := 0 bytes...  |  1 varint(length) zstd-frame
//
// One zstd frame that decompresses to exactly `length` bytes, at most a limit of the caller's.
// Pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace switchback {

std::string pack(std::string_view bytes);

// Throws TrustError("trust-format"), with a message that begins with `what`, where the bytes are
// not well formed or would be longer than `limit`: that bounds the memory whatever was sent.
std::string unpack(std::string_view packed, std::size_t limit, const char* what);

}  // namespace switchback
