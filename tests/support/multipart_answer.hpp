// multipart/byteranges as an honest server writes it.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace switchback::test {

inline constexpr const char* kBoundary = "a-boundary";

using Spans = std::vector<std::pair<std::uint64_t, std::uint64_t>>;  // first and last byte

// Of "0-9,20-29", also after "bytes=". Throws where it has other ranges than these.
Spans spans_in(const std::string& range);
// The body of an answer with these parts of `content`.
std::string multipart_body(const std::string& content, const Spans& spans);
// Its headers: type and length.
std::string multipart_headers(const std::string& body);
// Both, with the status line.
std::string multipart_answer(const std::string& content, const Spans& spans);

}  // namespace switchback::test
