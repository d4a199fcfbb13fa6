#include "base/mapped_file.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>

#include "base/errors.hpp"
#include "base/files.hpp"
#include "tests/support/source_tree.hpp"
#include "tests/support/temporary_directory.hpp"

using namespace switchback;

TEST_CASE("a mapped file is all of the file, after its descriptor was closed") {
  const test::TemporaryDirectory folder;
  const std::string bytes = test::random_bytes(10'000, 1);
  test::put_file(folder / "file", bytes);
  test::put_file(folder / "empty", "");
  const auto mapped = [&](const char* name, std::uint64_t length) {
    const Descriptor file = open_file(folder / name, O_RDONLY);
    return std::make_unique<MappedFile>(file.get(), length, name);
  };
  CHECK(mapped("file", 10'000)->bytes() == bytes);
  CHECK(mapped("empty", 0)->bytes().empty());
  CHECK_THROWS_AS(mapped("file", 9'999), StorageError);
  CHECK_THROWS_AS(mapped("file", 10'001), StorageError);
  CHECK_THROWS_AS(mapped("empty", 1), StorageError);
}

TEST_CASE("a folder is not mapped") {
  const test::TemporaryDirectory folder;
  const Descriptor file = open_file(folder.path(), O_RDONLY | O_DIRECTORY);
  CHECK_THROWS_AS(MappedFile(file.get(), 4096, "folder"), StorageError);
}

TEST_CASE("a mapped file that becomes shorter reads as zeros and says so") {
  const test::TemporaryDirectory folder;
  test::put_file(folder / "file", test::random_bytes(100'000, 1));
  const Descriptor file = open_file(folder / "file", O_RDONLY);
  const MappedFile other(file.get(), 100'000, "other");
  const MappedFile mapped(file.get(), 100'000, "file");
  std::filesystem::resize_file(folder / "file", 50'000);
  mapped.check();  // nothing was read yet
  CHECK(std::count(mapped.bytes().begin(), mapped.bytes().end(), '\0') > 50'000);
  CHECK_THROWS_AS(mapped.check(), StorageError);
  other.check();
  // Its place is free for one whose file is whole.
  for (int i = 0; i < 2000; ++i) MappedFile(file.get(), 50'000, "again").check();
}

TEST_CASE("a fault of another mapping still ends the process") {
  const test::TemporaryDirectory folder;
  test::put_file(folder / "file", std::string(100, 'x'));
  const Descriptor file = open_file(folder / "file", O_RDONLY);
  const MappedFile mapped(file.get(), 100, "file");
  void* const data = ::mmap(nullptr, 1 << 20, PROT_READ, MAP_PRIVATE, file.get(), 0);
  REQUIRE(data != MAP_FAILED);
  const pid_t child = ::fork();
  if (child == 0) ::_exit(static_cast<volatile const char*>(data)[1 << 19] == 0 ? 0 : 0);
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  CHECK(status != 0);
  ::munmap(data, 1 << 20);
}
