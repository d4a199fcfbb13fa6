#include "base/mapped_file.hpp"

#include <fcntl.h>
#include <catch2/catch.hpp>

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
