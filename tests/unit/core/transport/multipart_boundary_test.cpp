#include "core/transport/multipart_boundary.hpp"

#include <catch2/catch.hpp>

#include "base/errors.hpp"

using switchback::FetchError;
using switchback::is_multipart_byteranges;
using switchback::multipart_boundary;

TEST_CASE("an answer with parts is told by its type") {
  CHECK(is_multipart_byteranges("multipart/byteranges; boundary=x"));
  CHECK(is_multipart_byteranges("Multipart/ByteRanges;boundary=x"));
  CHECK(is_multipart_byteranges("multipart/byteranges"));
  CHECK_FALSE(is_multipart_byteranges("multipart/mixed; boundary=x"));
  CHECK_FALSE(is_multipart_byteranges("multipart/byterangesx; boundary=x"));
  CHECK_FALSE(is_multipart_byteranges(""));
}

TEST_CASE("a boundary is read as servers write it") {
  const std::string longest(70, 'b');
  CHECK(multipart_boundary("multipart/byteranges; boundary=00000000000000000017") ==
        "00000000000000000017");
  CHECK(multipart_boundary("multipart/byteranges; boundary=\"a b'()+_,-./:=?c\"") ==
        "a b'()+_,-./:=?c");
  CHECK(multipart_boundary("multipart/byteranges;x=\"; boundary=no\" ;BOUNDARY=yes ;z=1") == "yes");
  CHECK(multipart_boundary("multipart/byteranges; boundary=" + longest) == longest);
}

TEST_CASE("a boundary that cannot be one is refused") {
  const auto type = GENERATE(
      as<std::string>{}, "multipart/byteranges", "multipart/byteranges; boundary",
      "multipart/byteranges; boundary=", "multipart/byteranges; boundary=\"\"",
      "multipart/byteranges; boundary=\"a \"", "multipart/byteranges; boundary=\"a",
      "multipart/byteranges; boundary=\"a\\\"b\"", "multipart/byteranges; boundary=a\x01z",
      "multipart/byteranges; boundary=a; boundary=a", "multipart/byteranges; boundary=\xc3\xa4",
      "multipart/byteranges; boundary=" + std::string(71, 'b'));
  CAPTURE(type);
  CHECK_THROWS_AS(multipart_boundary(type), FetchError);
}
