#include "tests/contract/serve/hostile_requests.hpp"

namespace switchback::test {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t kLonger = 20'000;  // than the server keeps of a head

}  // namespace

std::string HostileRequests::any_of(std::initializer_list<std::string_view> choices) {
  return std::string(*(choices.begin() + below(choices.size())));
}

std::string HostileRequests::next() {
  std::string bytes;
  for (std::size_t left = 1 + (one_in(4) ? below(3) : 0); left > 0; --left) bytes += request();
  if (one_in(3)) damage(bytes);
  return bytes;
}

std::string HostileRequests::request() {
  const std::string end = one_in(16) ? any_of({"\n", "\r", "\r\r\n", ""}) : "\r\n";
  const std::string method = one_in(5) ? any_of({"HEAD", "POST", "PUT", "get", "", "CONNECT",
                                                 "OPTIONS", "\0"sv, "LONGERTHANANY", "GET\tGET"})
                                       : "GET";
  const std::string version =
      one_in(10) ? any_of({" HTTP/1.0", " HTTP/0.9", "", " HTTP/9.9", " HTTP/2.0", " HTTP/1.1 x",
                           " http/1.1", " HTTP/1.99999999999999999999", " HTTP/", " \xff"})
                 : " HTTP/1.1";
  return method + (one_in(30) ? any_of({"\t", "  ", ""}) : " ") + target() + version + end +
         headers() + end + (one_in(3) ? body() : "");
}

std::string HostileRequests::target() {
  if (!one_in(3)) return path_;
  if (one_in(8)) return long_target();
  return any_of({"/", "*", "", "/metrics", "/secret", "/targets/%00", "/targets/%", "/%2e%2e",
                 "/targets/../secret", "/targets/\0/secret"sv, "/targets/\xff\xfe",
                 "/targets/.hidden", "/targets/link", "/../outside", "example.org:443", "http://",
                 "/targets/../../../../secret", "/targets/pipe"});
}

std::string HostileRequests::long_target() {
  return any_of({"", "/", "//", "http://example.org"}) + path_ + any_of({"", "?", "#", "/../"}) +
         std::string(below(kLonger), 'q');
}

std::string HostileRequests::headers() {
  std::string text = one_in(8) ? "" : "Host: x\r\n";
  std::size_t count = below(3);
  if (one_in(20)) count = below(400);
  for (; count > 0; --count)
    text += header() + (one_in(40) ? any_of({"\n", "\r", "\0"sv}) : "\r\n");
  return text;
}

std::string HostileRequests::header() {
  if (one_in(2)) return any_of({"Range: ", "range:", "Range: ", "If-Range: "}) + range();
  if (one_in(20)) return long_header();
  return any_of({"Transfer-Encoding: chunked",
                 "Transfer-Encoding: chunked, gzip",
                 "Host: y",
                 "Transfer-Encoding: \0"sv,
                 "Content-Length: 5",
                 "Content-Length: -1",
                 "Content-Length: 99999999999999999999999",
                 "Content-Length: 0x10",
                 "Content-Length: 5, 6",
                 "Content-Length:",
                 "Connection: close",
                 "Connection: upgrade",
                 "Upgrade: h2c",
                 "Expect: 100-continue",
                 "Expect: 200-ok",
                 " folded",
                 ": nameless",
                 "no colon",
                 "\0: nul"sv,
                 "Name\0: x"sv,
                 "X: \0"sv,
                 "If-None-Match: *",
                 "If-None-Match: W/\"",
                 "If-Range: \"x\"",
                 "If-Range:",
                 "Cookie: a=b; c; =; a=\"",
                 "\xff\xfe: \x80"});
}

std::string HostileRequests::long_header() {
  if (one_in(3)) return "If-None-Match: " + std::string(below(4000), ',');
  return one_in(2) ? "X: " + std::string(below(kLonger), 'v')
                   : std::string(below(kLonger), 'N') + ": x";
}

std::string HostileRequests::range() {
  std::string list;
  std::size_t parts = one_in(3) ? 2 + below(4) : 1;
  if (one_in(10)) parts = below(2000);
  for (std::size_t i = 0; i < parts; ++i) {
    if (i > 0) list += ',';
    list += any_of({"0-0", "-1", "5-", "-", "9-3", "0-99999999999999999999999",
                    "18446744073709551615-", "-0", "a-b", "0-18446744073709551615", "", "2-3",
                    " 5-6\t", "7-7", "4-5", "0-1", "8-"});
  }
  return any_of({"bytes=", "bytes=", "bytes=", "bytes", "lines=", "", "BYTES="}) + list;
}

std::string HostileRequests::body() {
  if (one_in(8)) return std::string(below(kLonger), '0') + "5\r\nhello\r\n";
  return any_of({"hello", "5\r\nhello\r\n0\r\n\r\n", "5\r\nhel", "-1\r\n",
                 "ffffffffffffffffff\r\nx", "5;ext=\"\r\nhello\r\n0\r\n\r\n",
                 "0\r\nTrailer: x\r\n\r\n", "5\nhello\n0\n\n", "0x5\r\nhello\r\n", "\r\n", "zz\r\n",
                 "5\r\nhelloworld\r\n0\r\n\r\n"});
}

void HostileRequests::damage(std::string& bytes) {
  for (std::size_t count = 1 + below(4); count > 0 && !bytes.empty(); --count) {
    const std::size_t at = below(bytes.size());
    switch (below(4)) {
      case 0:
        bytes[at] = static_cast<char>(below(256));
        break;
      case 1:
        bytes.erase(at, 1 + below(8));
        break;
      case 2:
        bytes.insert(at, bytes.substr(below(bytes.size()), below(64)));
        break;
      default:
        if (one_in(3)) bytes.resize(at);
    }
  }
}

}  // namespace switchback::test
