#include "base/utf8.hpp"

#include <catch2/catch.hpp>
#include <string>

using namespace switchback;

TEST_CASE("valid UTF-8 is accepted up to the last code point") {
  for (const std::string text : {"", "abc", "\xc2\x80", "\xdf\xbf", "\xe0\xa0\x80", "\xed\x9f\xbf",
                                 "\xee\x80\x80", "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf"}) {
    CAPTURE(text);
    CHECK(is_valid_utf8(text));
  }
  CHECK(is_valid_utf8(std::string_view("a\0b", 3)));
}

TEST_CASE("overlong forms, surrogates, stray and missing bytes are refused") {
  for (const std::string text :
       {"\x80", "\xbf", "\xc0\x80", "\xc1\xbf", "\xc2", "\xc2z", "\xe0\x9f\xbf", "\xe0\xa0",
        "\xed\xa0\x80", "\xed\xbf\xbf", "\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80",
        "\xff", "\xfe", "a\xc3", "\xf8\x88\x80\x80\x80"}) {
    CAPTURE(text);
    CHECK_FALSE(is_valid_utf8(text));
  }
}

TEST_CASE("control characters are U+0000 to U+001F and U+007F") {
  CHECK(has_control_character(std::string_view("\0", 1)));
  CHECK(has_control_character("a\tb"));
  CHECK(has_control_character("\x1f"));
  CHECK(has_control_character("\x7f"));
  CHECK_FALSE(has_control_character(" ~\xc3\xa9"));
}
