// Archives that would fill the disk, memory or inode table.
#include <zstd.h>

#include <catch2/catch.hpp>

#include "tests/attack/extract_case.hpp"
#include "tests/support/raw_tar.hpp"
#include "tests/support/source_tree.hpp"

using namespace switchback;
using namespace switchback::test;

namespace {

void check_over_limit(const std::string& archive, const ExtractionLimits& limits) {
  ExtractCase place;
  CHECK_FALSE(place.accepts(archive, limits));
  CHECK(place.code() == "trust-limit");
}

// `megabytes` MiB of zeros in one member: about 32,000 times as long as its frame.
std::string bomb(std::size_t megabytes) {
  std::string header = RawTar::header({"zeros", '0', megabytes << 20, 0644, {}, {}, {}});
  ZSTD_CCtx* context = ZSTD_createCCtx();
  std::string out(1 << 20, '\0');
  ZSTD_outBuffer output{out.data(), out.size(), 0};
  ZSTD_inBuffer input{header.data(), header.size(), 0};
  ZSTD_compressStream2(context, &output, &input, ZSTD_e_continue);
  const std::string zeros(1 << 20, '\0');
  for (std::size_t i = 0; i < megabytes; ++i) {
    input = {zeros.data(), zeros.size(), 0};
    ZSTD_compressStream2(context, &output, &input, ZSTD_e_continue);
  }
  input = {zeros.data(), 1024, 0};
  while (ZSTD_compressStream2(context, &output, &input, ZSTD_e_end) != 0) continue;
  ZSTD_freeCCtx(context);
  out.resize(output.pos);
  return out;
}

}  // namespace

TEST_CASE("more entries than allowed are refused") {
  ExtractionLimits limits;
  limits.entries = 3;
  RawTar tar;
  tar.file("a").directory("b/").symlink("c", "a");
  CHECK(extract_accepts(tar.finish(), limits));
  check_over_limit(tar.file("d").finish(), limits);
}

TEST_CASE("more bytes than allowed are refused before they are written") {
  ExtractionLimits limits;
  limits.bytes = 1000;
  RawTar tar;
  tar.file("a", std::string(400, 'a')).file("b", std::string(600, 'b'));
  CHECK(extract_accepts(tar.finish(), limits));
  check_over_limit(tar.file("c", "c").finish(), limits);
  limits = {};
  limits.file_bytes = 500;
  check_over_limit(tar.finish(), limits);
  // The size that is announced counts, not what follows.
  check_over_limit(RawTar().add({"huge", '0', 077777777777, 0644, {}, {}, {}}).finish(), {});
}

TEST_CASE("a path deeper than allowed is refused") {
  ExtractionLimits limits;
  limits.depth = 3;
  CHECK(extract_accepts(RawTar().file("a/b/c").finish(), limits));
  check_over_limit(RawTar().file("a/b/c/d").finish(), limits);
}

TEST_CASE("a zstd bomb is refused") {
  const std::string archive = bomb(260);
  REQUIRE(archive.size() < 100'000);
  check_over_limit(archive, {});
  ExtractionLimits limits;
  limits.bytes = 1 << 20;
  check_over_limit(archive, limits);
  CHECK(extract_accepts(bomb(2)));
}

TEST_CASE("a zstd frame with a window over 8 MiB is refused") {
  const std::string tar = RawTar().file("f", std::string(9 << 20, 'x')).finish();
  for (const int window_log : {23, 24, 27}) {
    ZSTD_CCtx* context = ZSTD_createCCtx();
    ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, 1);
    ZSTD_CCtx_setParameter(context, ZSTD_c_windowLog, window_log);
    ZSTD_CCtx_setParameter(context, ZSTD_c_contentSizeFlag, 0);
    std::string out(ZSTD_compressBound(tar.size()), '\0');
    out.resize(ZSTD_compress2(context, out.data(), out.size(), tar.data(), tar.size()));
    ZSTD_freeCCtx(context);
    INFO(window_log);
    if (window_log == 23)
      CHECK(extract_accepts(out));
    else
      check_refused(out, "memory");
  }
}
