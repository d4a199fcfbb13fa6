#include "tests/support/mutations.hpp"

#include <algorithm>
#include <random>
#include <string_view>

namespace switchback::test {
namespace {

using namespace std::string_view_literals;

// What parsers treat specially is more likely than other bytes.
constexpr std::string_view kSpecial = "\n\r\t \"'#:-[]{},&*!|>%@`\\()<~0a1b\0\x7f\xc3\xff"sv;

void mutate(std::string& text, std::mt19937& random) {
  if (text.empty()) text = " ";
  const auto below = [&](std::size_t bound) {
    return std::uniform_int_distribution<std::size_t>(0, bound - 1)(random);
  };
  const auto at = below(text.size());
  const auto length = std::min(text.size() - at, 1 + below(12));
  switch (below(5)) {
    case 0:
      text[at] = static_cast<char>(below(256));
      break;
    case 1:
      text[at] = kSpecial[below(kSpecial.size())];
      break;
    case 2:
      text.erase(at, length);
      break;
    case 3:
      text.insert(at, text.substr(below(text.size()), length));
      break;
    default:
      std::swap(text[at], text[below(text.size())]);
      break;
  }
}

}  // namespace

void for_each_mutation(const std::string& original, std::size_t count,
                       const std::function<void(const std::string&)>& use) {
  std::mt19937 random(12345);
  for (std::size_t i = 0; i < count; ++i) {
    auto text = original;
    for (std::size_t step = 0; step <= i % 6; ++step) mutate(text, random);
    use(text);
  }
}

}  // namespace switchback::test
