#include "updater/slots/fingerprints.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <catch2/catch.hpp>

#include "base/errors.hpp"
#include "base/files.hpp"
#include "manifest-schema/tree_entry.hpp"
#include "tests/support/source_tree.hpp"
#include "tests/support/temporary_directory.hpp"
#include "updater/slots/directory_cursor.hpp"
#include "updater/slots/disk_tree.hpp"
#include "updater/slots/space.hpp"

using namespace switchback;
using namespace switchback::test;
namespace fs = std::filesystem;

TEST_CASE("fingerprints are read back by ordinal, and only with their index") {
  const TemporaryDirectory directory;
  const auto path = directory / "f";
  const Sha256Digest index = Sha256::of("index");
  constexpr std::uint64_t kCount = 5000;  // more than one buffer
  {
    FingerprintWriter writer(path, index);
    for (std::uint64_t i = 0; i < kCount; ++i) writer.add({i, 2, 3, i + 1});
    CHECK_FALSE(fs::exists(path));
    writer.commit();
  }
  auto reader = FingerprintReader::open(path, index, kCount);
  REQUIRE(reader);
  for (const std::uint64_t i : {0UL, 4999UL, 1UL, 2048UL, 2047UL})
    CHECK(reader->at(i) == Fingerprint{i, 2, 3, i + 1});
  CHECK_FALSE(FingerprintReader::open(path, Sha256::of("other"), kCount));
  CHECK_FALSE(FingerprintReader::open(path, index, kCount - 1));
  CHECK_FALSE(FingerprintReader::open(directory / "missing", index, kCount));
  fs::resize_file(path, fs::file_size(path) - 1);
  CHECK_FALSE(FingerprintReader::open(path, index, kCount));
  { FingerprintWriter abandoned(path, index); }
  CHECK_FALSE(fs::exists(directory / "f.new"));
}

TEST_CASE("a fingerprint within 10 ms of the ctime is unknown") {
  struct stat info {};
  info.st_ino = 5;
  info.st_ctim = {100, 0};
  constexpr std::int64_t kSecond = 1'000'000'000;
  CHECK_FALSE(settled_fingerprint(info, 100 * kSecond + 9'999'999).known());
  CHECK(settled_fingerprint(info, 100 * kSecond + 10'000'000).known());
  CHECK_FALSE(settled_fingerprint(info, 99 * kSecond).known());  // the clock went back
}

TEST_CASE("a tree on disk comes in the order of an index") {
  const TemporaryDirectory directory;
  for (const char* name : {"a/b", "a-b", "a0", "a/b.c/d", "\xc3\xa4", "B"})
    put_file(directory / "t" / name / "file", "x");
  const Descriptor tree = open_file(directory / "t", O_RDONLY | O_DIRECTORY);
  DiskTree disk(tree.get());
  std::string previous;
  std::size_t count = 0;
  while (const DiskTree::Entry* entry = disk.next()) {
    if (count != 0) CHECK(compare_tree_paths(previous, entry->path) < 0);
    previous = entry->path;
    ++count;
  }
  CHECK(count == 14);
}

TEST_CASE("a cursor sees nothing through a symlink or a file") {
  const TemporaryDirectory directory;
  put_file(directory / "t/real/file", "x");
  fs::create_directory_symlink("real", directory / "t/link");
  const Descriptor tree = open_file(directory / "t", O_RDONLY | O_DIRECTORY);
  DirectoryCursor cursor(tree.get());
  CHECK(cursor.stat("real/file"));
  CHECK_FALSE(cursor.stat("link/file"));
  CHECK_FALSE(cursor.stat("real/file/x"));
  CHECK_FALSE(cursor.stat("missing/file"));
  CHECK(cursor.stat("real/file"));
  CHECK(S_ISLNK(cursor.stat("link")->st_mode));
}

TEST_CASE("removing follows no symlink") {
  const TemporaryDirectory directory;
  put_file(directory / "outside/file", "x");
  fs::create_directories(directory / "t/d/e");
  fs::create_directory_symlink(directory / "outside", directory / "t/d/link");
  const Descriptor tree = open_file(directory / "t", O_RDONLY | O_DIRECTORY);
  CHECK(remove_beneath(tree.get(), "d") == 3);
  CHECK(remove_beneath(tree.get(), "d") == 0);
  CHECK(fs::exists(directory / "outside/file"));
}

TEST_CASE("a lack of space or inodes names both figures") {
  const TemporaryDirectory directory;
  const Layout layout(directory.path());
  const Space there = available_space(layout);
  require_space(layout, {there.bytes / 2, 0});
  try {
    require_space(layout, {1ULL << 60, 0});
    FAIL("there cannot be so much");
  } catch (const StorageError& error) {
    CHECK(error.code() == "insufficient-space");
    CHECK_THAT(error.what(), Catch::Contains("1152921504606846976 bytes"));
  }
}
