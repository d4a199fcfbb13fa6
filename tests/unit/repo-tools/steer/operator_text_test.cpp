#include "repo-tools/steer/operator_text.hpp"

#include <catch2/catch.hpp>

#include "base/errors.hpp"

using namespace switchback;

TEST_CASE("one line of UTF-8 is a text for operators") {
  for (const std::string text :
       {"it leaks", " é — 漢字 ", "100 %", "{}", "\xc2\xa0 a hard blank", "\"quoted\" \\"})
    CHECK(operator_text("--reason", text) == text);
  const std::string longest(1000, 'x');
  CHECK(operator_text("--reason", longest) == longest);
}

TEST_CASE("what would break a line or a terminal is refused with the option's name") {
  const std::string nul("a\0b", 3);
  for (const std::string& text :
       {std::string(), std::string("   "), std::string("two\nlines"), std::string("a\ttab"),
        std::string("\x1b[2J"), std::string("\x7f"),
        std::string("\xc2\x9b"
                    "2J"),
        std::string("\xe2\x80\xa8"), std::string("\xe2\x80\xa9"), std::string("\xff"),
        std::string("\xc0\x80"), std::string("cut \xc3"), nul, std::string(1001, 'x')}) {
    CAPTURE(text);
    try {
      operator_text("--reason", text);
      FAIL("accepted");
    } catch (const ConfigError& error) {
      CHECK(error.code() == "usage");
      CHECK_THAT(error.what(), Catch::StartsWith("--reason "));
      CHECK_FALSE(error.next_step().empty());
    }
  }
}
