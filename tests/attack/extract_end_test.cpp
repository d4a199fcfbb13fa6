// Archives that are cut short, and data hidden after the end.
#include <zstd.h>

#include <catch2/catch.hpp>

#include "tests/attack/extract_case.hpp"
#include "tests/support/raw_tar.hpp"
#include "tests/support/source_tree.hpp"

using namespace switchback::test;
using namespace std::string_literals;

namespace {

RawTar two_files() {
  return RawTar().file("a", "first").file("b", random_bytes(1500, 1));
}

}  // namespace

TEST_CASE("an archive cut anywhere is refused") {
  const std::string whole = two_files().finish();
  REQUIRE(extract_accepts(whole));
  for (std::size_t length = 0; length < whole.size(); length += length % 512 == 511 ? 1U : 73U)
    if (extract_accepts(whole.substr(0, length))) FAIL(length);
  CHECK_FALSE(extract_accepts(whole.substr(0, whole.size() - 512)));
}

TEST_CASE("a compressed archive cut anywhere is refused") {
  const std::string whole = zstd_frame(two_files().finish());
  REQUIRE(extract_accepts(whole));
  for (std::size_t length = 0; length < whole.size(); length += 37)
    if (extract_accepts(whole.substr(0, length))) FAIL(length);
  CHECK_FALSE(extract_accepts(whole.substr(0, whole.size() - 1)));
}

TEST_CASE("a compressed archive whose tar is whole but whose frame is not is refused") {
  ZSTD_CCtx* context = ZSTD_createCCtx();
  ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1);
  const std::string tar = two_files().finish();
  std::string whole(ZSTD_compressBound(tar.size()), '\0');
  whole.resize(ZSTD_compress2(context, whole.data(), whole.size(), tar.data(), tar.size()));
  ZSTD_freeCCtx(context);
  REQUIRE(extract_accepts(whole));
  for (const std::size_t missing : {1U, 4U})  // bytes of the checksum
    check_refused(whole.substr(0, whole.size() - missing), "cut short");
}

TEST_CASE("data after the end of the archive is refused") {
  const std::string whole = two_files().finish();
  check_refused(whole + std::string(511, '\0') + "x", "after the end");
  check_refused(whole + RawTar().file("hidden", "x").finish(), "after the end");
  check_refused(whole + "x", "cut short");
  check_refused(whole + std::string(2 * 1024 * 1024, '\0'), "too much after the end");
  CHECK(extract_accepts(whole + std::string(9 * 1024, '\0')));
}

TEST_CASE("a member after a single zero block is refused") {
  RawTar tar = two_files();
  check_refused(tar.bytes(std::string(512, '\0')).file("hidden", "x").finish(), "after the end");
}

TEST_CASE("data after the last zstd frame is refused") {
  const std::string whole = zstd_frame(two_files().finish());
  check_refused(whole + "x", "after a zstd frame");
  check_refused(whole + std::string(512, '\0'), "after a zstd frame");
  check_refused(whole + RawTar().file("hidden", "x").finish(), "after a zstd frame");
  check_refused(whole + zstd_frame(RawTar().file("hidden", "x").finish()), "after the end");
}

TEST_CASE("a skippable zstd frame, where bytes could hide, is refused") {
  const std::string whole = zstd_frame(two_files().finish());
  const std::string skippable = "\x50\x2a\x4d\x18\x06\0\0\0hidden"s;
  check_refused(whole + skippable, "after a zstd frame");
  CHECK_FALSE(extract_accepts(skippable + whole));
}

TEST_CASE("a damaged zstd frame is refused") {
  std::string whole = zstd_frame(two_files().finish());
  for (std::size_t i = 0; i < 8; ++i) {
    std::string damaged = whole;
    damaged[i] = static_cast<char>(~damaged[i]);
    CHECK_FALSE(extract_accepts(damaged));
  }
}

TEST_CASE("an empty file is refused, an empty archive is an empty tree") {
  CHECK_FALSE(extract_accepts(""));
  CHECK_FALSE(extract_accepts(std::string(512, '\0')));
  CHECK(extract_accepts(RawTar().finish()));
  CHECK(extract_accepts(zstd_frame(RawTar().finish())));
}
