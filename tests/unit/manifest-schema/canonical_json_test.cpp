#include "manifest-schema/canonical_json.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "base/errors.hpp"

using namespace switchback;

namespace {

std::string round_trip(std::string_view text) {
  return canonical_json(parse_strict_json(text));
}

std::string nested(std::size_t depth) {
  return std::string(depth, '[') + std::string(depth, ']');
}

}  // namespace

TEST_CASE("canonical JSON has sorted keys and no white space") {
  CHECK(round_trip(" { \"b\" : [ 1 , true , null ] ,\n \"a\" : -2 , \"c\":{}, \"d\":[] } ") ==
        R"({"a":-2,"b":[1,true,null],"c":{},"d":[]})");
}

TEST_CASE("values are counted where their number is bounded: containers, members and elements") {
  for (const char* text : {"[1,2,3]", R"({"a":{},"b":[],"c":null})", "[[[1]]]"}) {
    CAPTURE(text);
    CHECK_NOTHROW(parse_strict_json(text, 4));
    CHECK_THROWS_AS(parse_strict_json(text, 3), TrustError);
  }
}

TEST_CASE("the signing form escapes the backslash and the quote only") {
  CHECK(signing_form(parse_strict_json(R"("a\"b\\c\/\n\t\u0001\u00e9\ud83d\ude00")")) ==
        "\"a\\\"b\\\\c/\n\t\x01\xc3\xa9\xf0\x9f\x98\x80\"");
}

TEST_CASE("canonical JSON escapes control characters, so that it can be read again") {
  const std::string text = R"({"a\u000a":"\u0001\u001f\u0000"})";
  CHECK(round_trip(text) == text);
  CHECK(is_canonical_json(text));
  CHECK(escape_control_characters(signing_form(parse_strict_json(text))) == text);
  CHECK_FALSE(is_canonical_json(R"("\n")"));
}

TEST_CASE("canonical JSON sorts keys by bytes, not by code units") {
  // U+FFFD is EF BF BD and U+1F600 is F0 9F 98 80: in UTF-16 the second would come first.
  CHECK(round_trip("{\"\xf0\x9f\x98\x80\":1,\"\xef\xbf\xbd\":2,\"z\":3,\"Z\":4}") ==
        "{\"Z\":4,\"z\":3,\"\xef\xbf\xbd\":2,\"\xf0\x9f\x98\x80\":1}");
}

TEST_CASE("the largest exact integer is accepted and the next one refused") {
  CHECK(round_trip("9007199254740992") == "9007199254740992");
  CHECK(round_trip("-9007199254740992") == "-9007199254740992");
  for (const char* text : {"9007199254740993", "-9007199254740993", "18446744073709551615",
                           "99999999999999999999999", "-99999999999999999999999"})
    CHECK_THROWS_AS(parse_strict_json(text), TrustError);
}

TEST_CASE("64 levels of nesting are accepted and 65 refused") {
  CHECK(round_trip(nested(64)) == nested(64));
  CHECK_THROWS_AS(parse_strict_json(nested(65)), TrustError);
  CHECK_THROWS_AS(parse_strict_json(std::string(1'000'000, '[')), TrustError);
}

TEST_CASE("JSON that two parsers could read differently is refused") {
  const std::string cases[] = {
      R"({"a":1,"a":1})",          // duplicate key
      R"({"a":1,"\u0061":2})",     // the same key, escaped
      R"({"x":[{"b":1,"b":2}]})",  // duplicate key inside
      "1.0",
      "1e3",
      "\"\xff\"",          // not UTF-8
      "\"\xc0\xaf\"",      // overlong
      "\"\xed\xa0\x80\"",  // a surrogate in UTF-8
      R"("\ud800")",       // a lone surrogate
      "\"a\nb\"",          // a raw control character
      "{} {}",
      "{}x",
      "[1,]",
      "{\"a\":1,}",
      "nan",
      "'a'",
      "// comment\n1",
      "",
      " ",
      "\xEF\xBB\xBF{}",  // byte order mark
      std::string("{}\0", 3),
      std::string("{}\0{", 4),
      "[01]",
      "[+1]",
      "tru",
      "{\"a\"}",
  };
  for (const std::string& text : cases) {
    INFO(text);
    CHECK_THROWS_AS(parse_strict_json(text), TrustError);
  }
}

TEST_CASE("the error of the strict parser has the code trust-format") {
  try {
    parse_strict_json("{");
    FAIL("accepted");
  } catch (const TrustError& error) {
    CHECK(error.code() == "trust-format");
  }
}

TEST_CASE("canonical JSON is told from other serialisations of the same value") {
  CHECK(is_canonical_json(R"({"a":1})"));
  CHECK_FALSE(is_canonical_json(R"({"a": 1})"));
  CHECK_FALSE(is_canonical_json("{\"a\":1}\n"));
  CHECK_FALSE(is_canonical_json(R"({"b":1,"a":1})"));
  CHECK_FALSE(is_canonical_json(R"("\u0061")"));
}
