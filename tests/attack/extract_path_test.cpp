// Names that lead out of the tree, or that a person or another program would misread.
#include <catch2/catch.hpp>

#include "tests/attack/extract_case.hpp"
#include "tests/support/raw_tar.hpp"

using namespace switchback::test;
using namespace std::string_literals;

namespace {

std::string repeated(const std::string& text, int count) {
  std::string out;
  for (int i = 0; i < count; ++i) out += text;
  return out;
}

// The name in the ustar header, in a pax header and in a GNU long name.
void check_name_refused(const std::string& name, const std::string& why) {
  INFO(name);
  if (name.size() <= 100) check_refused(RawTar().file(name, "x").finish(), why);
  check_refused(RawTar().pax("path", name).file("innocent", "x").finish(), why);
  if (name.size() < 4096)
    check_refused(RawTar().extension('L', name + '\0').file("innocent", "x").finish(), why);
}

}  // namespace

TEST_CASE("an absolute path is refused") {
  check_name_refused("/etc/passwd", "absolute");
  check_name_refused("//x", "absolute");
  check_refused(RawTar().directory("/").finish(), "absolute");
  check_refused(RawTar().add({"x", '0', 0, 0644, "", "/etc", {}}).finish(), "absolute");
}

TEST_CASE("a path with .. is refused") {
  for (const auto* name :
       {"..", "../victim", "a/../../victim", "a/..", "a/../b", "../../../../tmp/x"})
    check_name_refused(name, ". or ..");
  check_refused(RawTar().directory("../d/").finish(), ". or ..");
  check_refused(RawTar().symlink("../l", "x").finish(), ". or ..");
  check_refused(RawTar().add({"victim", '0', 0, 0644, "", "..", {}}).finish(), ". or ..");
}

TEST_CASE("a path with . or an empty component is refused") {
  for (const auto* name : {".", "./a", "a/./b"}) check_name_refused(name, ". or ..");
  check_name_refused("a//b", "empty component");
  check_refused(RawTar().directory("./").finish(), ". or ..");
  check_refused(RawTar().directory("d//").finish(), "empty component");
}

TEST_CASE("an empty path is refused") {
  CHECK_FALSE(extract_accepts(RawTar().file("", "x").finish()));
  CHECK_FALSE(extract_accepts(RawTar().directory("").finish()));
}

TEST_CASE("a path with control characters is refused") {
  check_name_refused("a\nb", "control character");
  check_name_refused("\x1b]0;title\x07", "control character");
  check_name_refused("a\x7f", "control character");
  check_name_refused(
      "a\xc2\x9b"
      "31m",
      "control character");
}

TEST_CASE("a path that is not UTF-8 is refused") {
  check_refused(RawTar().file("bad\xff", "x").finish(), "UTF-8");
  check_refused(RawTar().file("\xc0\xae\xc0\xae/victim", "x").finish(), "UTF-8");
  CHECK_FALSE(extract_accepts(RawTar().pax("path", "bad\xff").file("a", "x").finish()));
  CHECK_FALSE(extract_accepts(RawTar().pax("path", "\xed\xa0\x80").file("a", "x").finish()));
}

TEST_CASE("a path that is too long or too deep is refused") {
  check_name_refused(std::string(256, 'x'), "255 bytes");
  check_name_refused(repeated("d/", 256) + "f", "256 components");
  check_refused(
      RawTar().pax("path", repeated(std::string(99, 'x') + "/", 41) + "f").file("a").finish(),
      "4096 bytes");
}

TEST_CASE("a name hidden behind a NUL is refused") {
  check_refused(RawTar().pax("path", "good\0/../../victim"s).file("a", "x").finish(), "NUL");
  check_refused(RawTar().extension('L', "good\0bad\0"s).file("a", "x").finish(), "NUL");
  check_refused(RawTar().extension('L', "unterminated").file("a", "x").finish(), "NUL");
}

TEST_CASE("a file with the name of a directory is refused") {
  CHECK_FALSE(extract_accepts(RawTar().file("d/", "content").finish()));
  CHECK_FALSE(extract_accepts(RawTar().pax("path", "d/").file("d", "content").finish()));
}
