// The boundary of a multipart/byteranges answer (RFC 2046, section 5.1.1). Pure.
#pragma once

#include <string>
#include <string_view>

namespace switchback {

// Whether a Content-Type header says that the answer has parts with ranges.
bool is_multipart_byteranges(std::string_view content_type);

// Its boundary. Throws FetchError("bad-answer"), which does not name the mirror, where it has none
// or more than one, or one that is longer than 70 characters or has others than the RFC allows.
std::string multipart_boundary(std::string_view content_type);

}  // namespace switchback
