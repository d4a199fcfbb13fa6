#include "core/transport/url_text.hpp"

#include <catch2/catch.hpp>

using namespace switchback;

TEST_CASE("percent escapes are decoded strictly") {
  CHECK(percent_decode("a%20b%2Fc%2f") == "a b/c/");
  CHECK(percent_decode("") == "");
  for (const char* bad : {"%", "%2", "a%zz", "%00", "%g0", "% 1"}) CHECK_FALSE(percent_decode(bad));
}

TEST_CASE("a request path keeps everything but what cannot stand in a URL") {
  CHECK(request_path("a/../b//c?x=%2F&~+") == "a/../b//c?x=%2F&~+");
  CHECK(request_path("a b#c\r\n\x7f") == "a%20b%23c%0d%0a%7f");
  CHECK(request_path("\xc3\xa4") == "%c3%a4");
}

TEST_CASE("addresses are shown without credentials") {
  CHECK(url_for_display("https://u:p@host/x@y") == "https://host/x@y");
  CHECK(url_for_display("https://host/x") == "https://host/x");
  CHECK(url_for_display("https://u:p@q@host") == "https://host");
  CHECK(url_for_display("nonsense") == "nonsense");
  CHECK(url_for_display("a@b://host/") == "a@b://host/");
}

TEST_CASE("only local file URLs have a path") {
  CHECK(path_of_file_url("file:///a%20b/") == "/a b/");
  CHECK(path_of_file_url("FILE://localhost/a") == "/a");
  for (const char* bad : {"file://host/a", "file:a", "http://a/", "file:///%zz"})
    CHECK_FALSE(path_of_file_url(bad));
}

TEST_CASE("a dot-dot component is found anywhere") {
  for (const char* bad : {"..", "../a", "a/..", "a/../b", "/.."}) CHECK(leaves_base(bad));
  for (const char* good : {"", "a", "...", "a..b", "..a/b..", "./a"})
    CHECK_FALSE(leaves_base(good));
}
