#include "tests/support/multipart_answer.hpp"

#include <fmt/format.h>

#include <sstream>

namespace switchback::test {

Spans spans_in(const std::string& range) {
  constexpr std::string_view kUnit = "bytes=";
  std::istringstream list(range.starts_with(kUnit) ? range.substr(kUnit.size()) : range);
  Spans spans;
  for (std::string one; std::getline(list, one, ',');) {
    const auto dash = one.find('-');
    spans.emplace_back(std::stoull(one.substr(0, dash)), std::stoull(one.substr(dash + 1)));
  }
  return spans;
}

std::string multipart_body(const std::string& content, const Spans& spans) {
  std::string body;
  for (const auto& [first, last] : spans)
    body += fmt::format(
        "\r\n--{}\r\nContent-Type: application/octet-stream\r\n"
        "Content-Range: bytes {}-{}/{}\r\n\r\n{}",
        kBoundary, first, last, content.size(), content.substr(first, last - first + 1));
  return body + fmt::format("\r\n--{}--\r\n", kBoundary);
}

std::string multipart_headers(const std::string& body) {
  return fmt::format("Content-Type: multipart/byteranges; boundary={}\r\nContent-Length: {}\r\n",
                     kBoundary, body.size());
}

std::string multipart_answer(const std::string& content, const Spans& spans) {
  const std::string body = multipart_body(content, spans);
  return "HTTP/1.1 206 Status\r\n" + multipart_headers(body) + "\r\n" + body;
}

}  // namespace switchback::test
