#include "base/durable.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <catch2/catch.hpp>
#include <cerrno>
#include <thread>

#include "base/errors.hpp"
#include "base/files.hpp"
#include "tests/support/temporary_directory.hpp"

using namespace switchback;
namespace fs = std::filesystem;

namespace {

std::size_t entries_of(const fs::path& directory) {
  return static_cast<std::size_t>(
      std::distance(fs::directory_iterator(directory), fs::directory_iterator()));
}

unsigned mode_of(const fs::path& path) {
  struct stat info {};
  REQUIRE(::stat(path.c_str(), &info) == 0);
  return info.st_mode & 07777U;
}

}  // namespace

TEST_CASE("an atomic file appears only when it is committed") {
  const test::TemporaryDirectory directory;
  {
    AtomicFile file(directory / "a");
    file.write("one");
    CHECK_FALSE(fs::exists(directory / "a"));
    file.commit();
    CHECK(read_file(directory / "a", 100) == "one");
  }
  CHECK(entries_of(directory.path()) == 1);
}

TEST_CASE("an abandoned atomic file leaves the old content and nothing else") {
  const test::TemporaryDirectory directory;
  write_file_durably(directory / "a", "old");
  {
    AtomicFile file(directory / "a");
    file.write("new");
  }
  CHECK(read_file(directory / "a", 100) == "old");
  CHECK(entries_of(directory.path()) == 1);
}

TEST_CASE("commit without replacing refuses an existing file") {
  const test::TemporaryDirectory directory;
  write_file_durably(directory / "a", "old");
  try {
    AtomicFile file(directory / "a");
    file.write("new");
    file.commit(false);
    FAIL("replaced");
  } catch (const StorageError& error) {
    CHECK(error.error_number() == EEXIST);
  }
  CHECK(read_file(directory / "a", 100) == "old");
  CHECK(entries_of(directory.path()) == 1);
}

TEST_CASE("modes are exact whatever the umask") {
  const test::TemporaryDirectory directory;
  const mode_t before = ::umask(0077);
  write_file_durably(directory / "a", "x", 0644);
  write_file_atomically(directory / "b", "x", 0666);
  ::umask(before);
  CHECK(mode_of(directory / "a") == 0644);
  CHECK(mode_of(directory / "b") == 0666);
}

TEST_CASE("an atomic write that fails leaves no temporary file") {
  const test::TemporaryDirectory directory;
  fs::create_directories(directory / "a/full");
  CHECK_THROWS_AS(write_file_atomically(directory / "a", "x"), StorageError);
  CHECK_THROWS_AS(write_file_durably(directory / "a", "x"), StorageError);
  CHECK_THROWS_AS(write_file_durably(directory / "no/b", "x"), StorageError);
  CHECK(entries_of(directory.path()) == 1);
}

TEST_CASE("a symlink is replaced, not written through") {
  const test::TemporaryDirectory directory;
  write_file_durably(directory / "target", "kept");
  fs::create_symlink("target", directory / "a");
  write_file_durably(directory / "a", "new");
  CHECK(read_file(directory / "target", 100) == "kept");
  CHECK_FALSE(fs::is_symlink(directory / "a"));
}

TEST_CASE("two threads may replace the same file") {
  const test::TemporaryDirectory directory;
  const auto replace = [&](char letter) {
    for (int i = 0; i < 200; ++i) write_file_atomically(directory / "a", std::string(1000, letter));
  };
  { const std::jthread first(replace, 'x'), second(replace, 'y'); }
  const std::string content = read_file(directory / "a", 10'000);
  CHECK((content == std::string(1000, 'x') || content == std::string(1000, 'y')));
  CHECK(entries_of(directory.path()) == 1);
}

TEST_CASE("names of temporary files are told from all others") {
  CHECK(is_temporary_name("timestamp.json.tmp.123.0"));
  CHECK(is_temporary_name("a.tmp.1"));
  for (const auto* name : {"a", "a.tmp", "a.tmp.", "a.tmp.x", "a.tmp.1.", ".tmp.1", "a.tmp.1.json"})
    CHECK_FALSE(is_temporary_name(name));
}

TEST_CASE("what a killed process left is removed and nothing else") {
  const test::TemporaryDirectory directory;
  for (const auto* name : {"a", "a.tmp.12.0", "b.tmp.7.13", "c.tmp.json"})
    write_file_atomically(directory / name, "x");
  remove_temporaries(directory.path());
  CHECK(entries_of(directory.path()) == 2);
  CHECK(fs::exists(directory / "a"));
  CHECK_NOTHROW(remove_temporaries(directory / "missing"));
}

TEST_CASE("a directory and a file system are synced by name") {
  const test::TemporaryDirectory directory;
  CHECK_NOTHROW(fsync_directory(directory.path()));
  CHECK_NOTHROW(sync_file_system(directory.path()));
  CHECK_THROWS_AS(fsync_directory(directory / "missing"), StorageError);
}
