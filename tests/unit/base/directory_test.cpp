#include "base/directory.hpp"

#include <fcntl.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "base/errors.hpp"
#include "base/files.hpp"
#include "tests/support/temporary_directory.hpp"

using namespace switchback;
using Names = std::vector<std::string>;

TEST_CASE("the names of a directory come sorted by bytes, hidden ones too, as often as wanted") {
  const test::TemporaryDirectory directory;
  for (const auto* name : {"b", "a.b", "a", "\xc3\xa4", ".hidden", "B"})
    std::ofstream(directory / name) << "x";
  std::filesystem::create_directory(directory / "folder");
  std::filesystem::create_symlink("nowhere", directory / "link");
  const Descriptor open = open_file(directory.path(), O_RDONLY | O_DIRECTORY);
  const Names expected{".hidden", "B", "a", "a.b", "b", "folder", "link", "\xc3\xa4"};
  CHECK(names_in(open.get(), "x") == expected);
  CHECK(names_in(open.get(), "x") == expected);
}

TEST_CASE("an empty directory has no names, and what is no directory is an error that names it") {
  const test::TemporaryDirectory directory;
  const Descriptor open = open_file(directory.path(), O_RDONLY | O_DIRECTORY);
  CHECK(names_in(open.get(), "x").empty());
  CHECK_THROWS_WITH(names_in(-1, "gone"), Catch::Contains("gone"));
  std::ofstream(directory / "file") << "x";
  const Descriptor file = open_file(directory / "file", O_RDONLY);
  CHECK_THROWS_AS(names_in(file.get(), "file"), StorageError);
}
