// Links that lead out of the tree, at once or through each other, and files written through them.
#include <catch2/catch.hpp>

#include "tests/attack/extract_case.hpp"
#include "tests/support/raw_tar.hpp"

using namespace switchback::test;

TEST_CASE("a symlink to an absolute path is refused") {
  check_refused(RawTar().symlink("l", "/etc/passwd").finish(), "absolute");
  check_refused(RawTar().symlink("l", "/").finish(), "absolute");
}

TEST_CASE("a symlink that leaves the tree is refused") {
  check_refused(RawTar().symlink("l", "..").finish(), "leaves the tree");
  check_refused(RawTar().symlink("l", "../victim").finish(), "leaves the tree");
  check_refused(RawTar().directory("d/").symlink("d/l", "../../victim").finish(),
                "leaves the tree");
  check_refused(RawTar().pax("linkpath", "../victim").symlink("l", "x").finish(),
                "leaves the tree");
  check_refused(RawTar().extension('K', std::string("../victim\0", 10)).symlink("l", "x").finish(),
                "leaves the tree");
}

TEST_CASE("a symlink that leaves the tree through another symlink is refused") {
  RawTar tar;
  tar.directory("a/")
      .directory("a/b/")
      .symlink("a/b/up", "../..")
      .symlink("out", "a/b/up/../victim");
  check_refused(tar.finish(), ".. after another component");
}

TEST_CASE("a file written through a symlink is refused") {
  check_refused(RawTar().symlink("l", ".").file("l/x", "x").finish(), "symlink");
  check_refused(RawTar().directory("d/").symlink("l", "d").file("l/x", "x").finish(), "symlink");
  check_refused(RawTar().symlink("l", "../..").file("l/victim", "x").finish(), "leaves the tree");
  check_refused(RawTar().symlink("l", "d").directory("l/").file("l/x").finish(), "twice");
  check_refused(RawTar().file("l/x", "x").symlink("l", "d").finish(), "twice");
}

TEST_CASE("a file that takes a symlink's place, or a symlink that takes a file's, is refused") {
  check_refused(RawTar().symlink("l", "x").file("l", "x").finish(), "twice");
  check_refused(RawTar().file("l", "x").symlink("l", "x").finish(), "another entry");
  check_refused(RawTar().symlink("l", "x").symlink("l", "x").finish(), "twice");
  check_refused(RawTar().symlink("l", "x").directory("l").finish(), "twice");
  check_refused(RawTar().directory("l").symlink("l", "x").finish(), "twice");
}

TEST_CASE("a symlink with an impossible target is refused") {
  check_refused(RawTar().symlink("l", "a\nb").finish(), "control character");
  check_refused(RawTar().symlink("l", "bad\xff").finish(), "UTF-8");
  CHECK_FALSE(extract_accepts(RawTar().symlink("l", "").finish()));
  check_refused(RawTar().pax("linkpath", std::string(5000, 'x')).symlink("l", "x").finish(),
                "4095");
}

TEST_CASE("a hard link is refused, inside the tree or outside") {
  check_refused(RawTar().file("f", "x").add({"h", '1', 0, 0644, "f", {}, {}}).finish(),
                "hard link");
  check_refused(RawTar().add({"h", '1', 0, 0644, "../victim", {}, {}}).finish(), "hard link");
  check_refused(RawTar().add({"h", '1', 0, 0644, "/etc/passwd", {}, {}}).finish(), "hard link");
}

TEST_CASE("a link target without a symlink is refused") {
  check_refused(RawTar().extension('K', std::string("x\0", 2)).file("f", "x").finish(),
                "without a symlink");
}
