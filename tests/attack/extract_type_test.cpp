// Entry types, modes and combinations of entries that a release never has.
#include <catch2/catch.hpp>

#include "tests/attack/extract_case.hpp"
#include "tests/support/raw_tar.hpp"

using namespace switchback::test;

TEST_CASE("a device, a FIFO and every unknown type is refused") {
  for (const char type :
       {'3', '4', '6', '7', 'A', 'D', 'M', 'N', 'S', 'V', 'X', 'Z', '8', '9', 'a'}) {
    INFO(type);
    check_refused(RawTar().add({"f", type, 0, 0644, {}, {}, {}}).finish(), "no file, directory");
  }
}

TEST_CASE("a sparse file is refused") {
  RawTar tar;
  tar.extension('x', RawTar::record("GNU.sparse.major", "1") +
                         RawTar::record("GNU.sparse.minor", "0") +
                         RawTar::record("GNU.sparse.name", "f") +
                         RawTar::record("GNU.sparse.realsize", "1000000"));
  check_refused(tar.file("GNUSparseFile.0/f", "0\n").finish(), "unsupported");
}

TEST_CASE("an entry that is there twice is refused") {
  check_refused(RawTar().file("f", "1").file("f", "2").finish(), "another entry");
  check_refused(RawTar().directory("d/").directory("d/").finish(), "twice");
  check_refused(RawTar().directory("d/").directory("d").finish(), "twice");
  check_refused(RawTar().file("d", "x").directory("d/").finish(), "another entry");
  check_refused(RawTar().directory("d/").file("d", "x").finish(), "twice");
}

TEST_CASE("an entry beneath a file is refused") {
  check_refused(RawTar().file("f", "x").file("f/x", "x").finish(), "another entry");
  check_refused(RawTar().file("f", "x").directory("f/d/").finish(), "another entry");
  check_refused(RawTar().file("f", "x").symlink("f/l", "x").finish(), "another entry");
  check_refused(RawTar().file("f/x", "x").file("f", "x").finish(), "twice");
}

TEST_CASE("setuid, setgid, sticky and write bits of others are not restored") {
  ExtractCase place;
  RawTar tar;
  tar.directory("d/", 07777).file("d/suid", "x", 06777).file("none", "x", 0);
  REQUIRE(place.accepts(tar.finish()));
  CHECK(place.tree() == std::map<std::string, std::string>{{"d", "directory 755"},
                                                           {"d/suid", "file 755 x"},
                                                           {"none", "file 400 x"}});
}

TEST_CASE("owners, times and extended attributes are not restored") {
  ExtractCase place;
  RawTar tar;
  tar.extension('x',
                RawTar::record("uid", "12345") + RawTar::record("uname", "mallory") +
                    RawTar::record("mtime", "-1.5") +
                    RawTar::record("SCHILY.xattr.security.capability", std::string("\1\0\0\2", 4)) +
                    RawTar::record("SCHILY.acl.access", "user::rwx"));
  REQUIRE(place.accepts(tar.file("f", "x").finish()));
  CHECK(place.tree().size() == 1);
  CHECK(place.tree()["f"] == "file 644 x");
}

TEST_CASE("a directory or symlink with content is refused") {
  check_refused(RawTar().add({"d/", '5', 5, 0755, {}, {}, {}}).content("12345").finish(),
                "has content");
  check_refused(RawTar().add({"l", '2', 5, 0777, "x", {}, {}}).content("12345").finish(),
                "has content");
}
