#include "tests/support/http_head.hpp"

#include <algorithm>
#include <cctype>
#include <stdexcept>

namespace switchback::test {
namespace {

constexpr std::string_view kLineEnd = "\r\n";

}  // namespace

std::map<std::string, std::string> parse_headers(std::string_view head) {
  std::map<std::string, std::string> headers;
  head.remove_prefix(head.find(kLineEnd) + kLineEnd.size());
  while (!head.empty()) {
    const std::string_view line = head.substr(0, head.find(kLineEnd));
    const auto colon = line.find(": ");
    if (colon == std::string_view::npos) throw std::runtime_error("a line that is no header");
    std::string name(line.substr(0, colon));
    std::transform(name.begin(), name.end(), name.begin(),
                   [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
    headers[name] = line.substr(colon + 2);
    head.remove_prefix(line.size() + kLineEnd.size());
  }
  return headers;
}

}  // namespace switchback::test
