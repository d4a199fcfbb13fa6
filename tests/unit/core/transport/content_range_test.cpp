#include "core/transport/content_range.hpp"

#include <catch2/catch.hpp>

using switchback::ContentRange;
using switchback::parse_content_range;

TEST_CASE("what a part says about its place is understood exactly") {
  CHECK(parse_content_range("bytes 0-9/100") == ContentRange{0, 10, 100});
  CHECK(parse_content_range("bytes 7-7/*") == ContentRange{7, 8, std::nullopt});
  CHECK(parse_content_range("bytes 90-99/100") == ContentRange{90, 100, 100});
  for (const char* bad : {"",
                          "bytes",
                          "bytes 0-9",
                          "bytes 9-0/100",
                          "bytes 0-100/100",
                          "bytes */100",
                          "bytes 0-/100",
                          "bytes -9/100",
                          "bytes 0-9/",
                          "bytes 0-9/-1",
                          "bytes 0-9/1e3",
                          "bytes +0-9/100",
                          "bytes 0 -9/100",
                          "bytes 0-9/100 ",
                          "lines 0-9/100",
                          "bytes 0-9/100, 20-29/100",
                          "bytes=0-9/100",
                          "bytes 0/9-100",
                          "bytes 0-18446744073709551615/*",
                          "bytes 0-99999999999999999999/*"})
    CHECK_FALSE(parse_content_range(bad));
}
