// The program that outside corpora drive: exit 0 or exactly 1, one line of reason.
#include <sys/stat.h>

#include <catch2/catch.hpp>

#include "base/process.hpp"
#include "tests/attack/extract_case.hpp"
#include "tests/support/raw_tar.hpp"
#include "tests/support/source_tree.hpp"

using namespace switchback;
using namespace switchback::test;

namespace {

int extract(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), EXTRACT_PROGRAM);
  return run_process(arguments).exit_status;
}

}  // namespace

TEST_CASE("extract exits 0 for what it accepts and 1 for what it refuses") {
  const TemporaryDirectory dir;
  put_file(dir / "good.tar", RawTar().file("f", "x").finish());
  put_file(dir / "good.tar.zst", zstd_frame(RawTar().file("f", "x").finish()));
  put_file(dir / "bad.tar", RawTar().file("../f", "x").finish());
  put_file(dir / "rubbish", random_bytes(100'000, 1));
  put_file(dir / "empty", "");
  CHECK(extract({dir / "good.tar", dir / "a"}) == 0);
  CHECK(content_of(dir / "a/f") == "x");
  CHECK(extract({dir / "good.tar.zst", dir / "b"}) == 0);
  for (const auto* name : {"bad.tar", "rubbish", "empty", "missing", "a"}) {
    CHECK(extract({dir / name, dir / "c"}) == 1);
    CHECK_FALSE(std::filesystem::exists(dir / "c"));
  }
  CHECK_FALSE(std::filesystem::exists(dir / "f"));
}

TEST_CASE("extract exits 1 for wrong usage") {
  const TemporaryDirectory dir;
  put_file(dir / "good.tar", RawTar().file("f", "x").finish());
  CHECK(extract({}) == 1);
  CHECK(extract({dir / "good.tar"}) == 1);
  CHECK(extract({dir / "good.tar", dir / "d", "more"}) == 1);
  CHECK(extract({dir / "good.tar", dir / "d", "--max-bytes", "many"}) == 1);
  CHECK(extract({dir / "good.tar", dir / "d", "--max-entries", "-1"}) == 1);
  CHECK(extract({dir / "good.tar", dir / "d", "--nonsense"}) == 1);
  CHECK(extract({dir / "good.tar", dir.path()}) == 1);
  CHECK_FALSE(std::filesystem::exists(dir / "d"));
}

TEST_CASE("extract obeys its limits") {
  const TemporaryDirectory dir;
  put_file(dir / "x.tar", RawTar().file("a/f", std::string(2000, 'x')).file("g").finish());
  CHECK(extract({dir / "x.tar", dir / "d", "--max-bytes", "1KiB"}) == 1);
  CHECK(extract({dir / "x.tar", dir / "d", "--max-file-bytes", "1999"}) == 1);
  CHECK(extract({dir / "x.tar", dir / "d", "--max-entries", "1"}) == 1);
  CHECK(extract({dir / "x.tar", dir / "d", "--max-depth", "1"}) == 1);
  CHECK(extract({dir / "x.tar", dir / "d", "--max-bytes", "2000", "--max-entries", "2",
                 "--max-depth", "2"}) == 0);
}

TEST_CASE("extract does not wait for a FIFO") {
  const TemporaryDirectory dir;
  REQUIRE(::mkfifo((dir / "pipe").c_str(), 0600) == 0);
  CHECK(extract({dir / "pipe", dir / "d"}) == 1);
}

TEST_CASE("no damaged archive makes extract do anything but accept or refuse") {
  const TemporaryDirectory dir;
  const std::string tar = RawTar()
                              .directory("d/")
                              .pax("path", "d/pax")
                              .file("x", "content")
                              .extension('L', std::string("d/long\0", 7))
                              .file("y", random_bytes(700, 1))
                              .symlink("l", "d/pax")
                              .finish();
  const std::string noise = random_bytes(4000, 2);
  ExtractCase place;
  for (std::size_t i = 0; i < 120; ++i) {
    std::string damaged = tar;
    const auto at = (static_cast<unsigned char>(noise[2 * i]) * 256U +
                     static_cast<unsigned char>(noise[2 * i + 1])) %
                    damaged.size();
    damaged[at] = noise[1000 + i];
    // The header's checksum would refuse nearly all of it.
    const std::size_t block = at / 512 * 512;
    std::string header = damaged.substr(block, 512);
    if (header.substr(257, 5) == "ustar") RawTar::set_checksum(header);
    damaged.replace(block, 512, header);
    place.accepts(damaged);
  }
}
