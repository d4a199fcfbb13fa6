// Headers that two readers understand differently.
#include <catch2/catch.hpp>

#include "tests/attack/extract_case.hpp"
#include "tests/support/raw_tar.hpp"

using namespace switchback::test;
using namespace std::string_literals;

namespace {

RawTar with_field(std::size_t offset, const std::string& value) {
  RawTar tar;
  tar.add({"f", '0', 1, 0644, {}, {}, [&](std::string& header) {
             header.replace(offset, value.size(), value);
           }});
  return tar.content("x");
}

}  // namespace

TEST_CASE("a wrong checksum is refused") {
  std::string bytes = RawTar().file("f", "x").finish();
  bytes[0] = 'g';
  check_refused(bytes, "checksum");
}

TEST_CASE("a negative or oversized size is refused") {
  check_refused(with_field(124, std::string(12, '\xff')).finish(), "out of range");
  check_refused(with_field(124, "\x80"s + std::string(11, '\xff')).finish(), "out of range");
  check_refused(with_field(124, "\x80\0\0\0\x01\0\0\0\0\0\0\0"s).finish(), "out of range");
  check_refused(with_field(124, "\x80\0\0\0\0\x7f\xff\xff\xff\xff\xff\xff"s).finish(),
                "out of range");
}

TEST_CASE("a size that is not an octal number is refused") {
  for (const auto& value : {"            "s, "-0000000001\0"s, "0000000000x\0"s, "1 2         "s,
                            "\0\0\0\0\0\0\0\0\0\0\0\0"s, "00000000009\0"s})
    check_refused(with_field(124, value).finish(), "not an octal number");
}

TEST_CASE("a file of an unknown kind is refused") {
  check_refused(with_field(257, "USTAR\00000"s).finish(), "no known kind of tar");
  check_refused(with_field(257, "ustar\00099"s).finish(), "no known kind of tar");
  CHECK_FALSE(extract_accepts(std::string(2048, 'A')));
  CHECK_FALSE(extract_accepts("PK\x03\x04" + std::string(2000, '\0')));
  CHECK_FALSE(extract_accepts("\x1f\x8b\x08" + std::string(2000, '\0')));
  CHECK_FALSE(extract_accepts("#mtree\n./f type=file\n"));
}

TEST_CASE("a pax size that contradicts the header is refused") {
  check_refused(RawTar().pax("size", "0").file("f", "hidden").finish(), "replaces a size");
  check_refused(RawTar().pax("size", "1024").file("f", "").finish(), "replaces a size");
  check_refused(RawTar().pax("size", "1").file("f", "x").finish(), "replaces a size");
  check_refused(RawTar().pax("size", "-1").file("f", "x").finish(), "malformed");
  check_refused(RawTar().pax("size", "99999999999999999999").file("f", "x").finish(), "malformed");
}

TEST_CASE("a malformed pax record is refused") {
  for (const auto& body : {"5 a=b\n"s, "7 a=b\n"s, "6 a=bc"s, "06 a=b\n"s, "6 =ab\n"s, "6 abc\n"s,
                           "a=b\n"s, "-6 a=b\n"s, "99999999999999999999 a=b\n"s, "6 a=b\nrest"s,
                           " 6 a=b\n"s, "0 a=b\n"s, "6  a=b\n"s})
    check_refused(RawTar().extension('x', body).file("f", "x").finish(), "pax header: a record");
}

TEST_CASE("a repeated or unknown pax record is refused") {
  check_refused(RawTar()
                    .extension('x', RawTar::record("path", "a") + RawTar::record("path", "b"))
                    .file("f", "x")
                    .finish(),
                "repeated");
  check_refused(RawTar().pax("hdrcharset", "BINARY").file("f", "x").finish(), "unsupported");
  check_refused(RawTar().pax("SCHILY.filetype", "sparse").file("f", "x").finish(), "unsupported");
  check_refused(RawTar().pax("VENDOR.path", "x").file("f", "x").finish(), "unsupported");
}

TEST_CASE("a global pax header that changes members is refused") {
  check_refused(RawTar().extension('g', RawTar::record("path", "x")).file("f", "x").finish(),
                "comment");
  check_refused(RawTar().extension('g', RawTar::record("size", "0")).file("f", "x").finish(),
                "comment");
  check_refused(
      RawTar().extension('g', RawTar::record("linkpath", "../x")).symlink("l", "y").finish(),
      "comment");
}

TEST_CASE("two extensions for one member are refused") {
  check_refused(RawTar().pax("path", "a").pax("path", "b").file("f", "x").finish(),
                "two extensions");
  check_refused(RawTar().extension('L', "a\0"s).pax("path", "b").file("f", "x").finish(),
                "two extensions");
  check_refused(RawTar().pax("path", "b").extension('L', "a\0"s).file("f", "x").finish(),
                "two extensions");
  check_refused(RawTar().extension('L', "a\0"s).extension('L', "b\0"s).file("f", "x").finish(),
                "two extensions");
}

TEST_CASE("an extension without a member is refused") {
  CHECK_FALSE(extract_accepts(RawTar().pax("path", "a").finish()));
  CHECK_FALSE(extract_accepts(RawTar().file("f", "x").pax("path", "a").finish()));
  CHECK_FALSE(extract_accepts(RawTar().file("f", "x").extension('L', "a\0"s).finish()));
}

TEST_CASE("a huge extension is refused") {
  check_refused(RawTar().pax("comment", std::string(70'000, 'x')).file("f", "x").finish(),
                "64 KiB");
  check_refused(RawTar().extension('L', std::string(5000, 'x') + '\0').file("f", "x").finish(),
                "too long");
  check_refused(RawTar().add({"x", 'x', 1ULL << 32, 0644, {}, {}, {}}).finish(), "64 KiB");
  check_refused(RawTar().add({"x", 'x', 0, 0644, {}, {}, {}}).file("f").finish(), "empty");
}
