#include "base/beneath.hpp"

#include <fcntl.h>

#include <catch2/catch.hpp>
#include <cerrno>
#include <functional>

#include "base/durable.hpp"
#include "base/errors.hpp"
#include "base/files.hpp"
#include "tests/support/temporary_directory.hpp"

using namespace switchback;
namespace fs = std::filesystem;

namespace {

// inside/{file,sub/file} and outside/secret, with symlinks in inside that lead out and about.
struct Trees {
  test::TemporaryDirectory directory;
  Descriptor inside;

  Trees() {
    fs::create_directories(directory / "inside/sub");
    fs::create_directories(directory / "outside");
    write_file_atomically(directory / "inside/file", "in");
    write_file_atomically(directory / "inside/sub/file", "sub");
    write_file_atomically(directory / "outside/secret", "out");
    fs::create_symlink("../outside", directory / "inside/away");
    fs::create_symlink("../outside/secret", directory / "inside/secret");
    fs::create_symlink("sub", directory / "inside/within");
    fs::create_symlink("/", directory / "inside/root");
    inside = open_file(directory / "inside", O_RDONLY | O_DIRECTORY);
  }

  int open_errno(const std::string& path, int flags = O_RDONLY) const {
    try {
      open_beneath(inside.get(), path, flags, (flags & O_CREAT) != 0 ? 0600 : 0);
    } catch (const StorageError& error) {
      return error.error_number();
    }
    return 0;
  }
};

}  // namespace

TEST_CASE("what is beneath opens") {
  const Trees trees;
  const Descriptor file = open_beneath(trees.inside.get(), "sub/file", O_RDONLY);
  CHECK(read_all(file.get(), 10, "file") == "sub");
  CHECK((::fcntl(file.get(), F_GETFD) & FD_CLOEXEC) != 0);
  CHECK(trees.open_errno("new", O_WRONLY | O_CREAT | O_EXCL) == 0);
  CHECK(trees.open_errno("missing") == ENOENT);
}

TEST_CASE("dot-dot and absolute paths do not lead out") {
  const Trees trees;
  CHECK(trees.open_errno("../outside/secret") == EXDEV);
  CHECK(trees.open_errno("sub/../../outside/secret") == EXDEV);
  CHECK(trees.open_errno((trees.directory / "outside/secret").string()) == EXDEV);
  CHECK(trees.open_errno("../outside/new", O_WRONLY | O_CREAT) == EXDEV);
  CHECK_FALSE(fs::exists(trees.directory / "outside/new"));
}

TEST_CASE("no symlink is followed, not even one that stays beneath") {
  const Trees trees;
  CHECK(trees.open_errno("away/secret") == ELOOP);
  CHECK(trees.open_errno("secret") == ELOOP);
  CHECK(trees.open_errno("within/file") == ELOOP);
  CHECK(trees.open_errno("root/etc") == ELOOP);
  CHECK(trees.open_errno("away/new", O_WRONLY | O_CREAT) == ELOOP);
  CHECK(trees.open_errno("secret", O_WRONLY | O_TRUNC) == ELOOP);
  CHECK(read_file(trees.directory / "outside/secret", 10) == "out");
}

TEST_CASE("a path with a NUL in it is refused, not cut") {
  const Trees trees;
  CHECK(trees.open_errno(std::string("file\0x", 6)) == EINVAL);
  CHECK_THROWS_AS(open_parent_beneath(trees.inside.get(), std::string("file\0x", 6)), StorageError);
}

TEST_CASE("a parent is opened beneath and the name is left") {
  const Trees trees;
  const auto [parent, name] = open_parent_beneath(trees.inside.get(), "sub/file");
  CHECK(name == "file");
  CHECK(stat_at(parent.get(), name)->st_size == 3);
  CHECK(open_parent_beneath(trees.inside.get(), "file").name == "file");
}

TEST_CASE("a parent never leads out and a name is never a directory of its own") {
  const Trees trees;
  for (const auto* path : {"..", "sub/..", ".", "sub/.", "sub/", "", "away/secret", "../x", "/x"})
    CHECK_THROWS_AS(open_parent_beneath(trees.inside.get(), path), StorageError);
}
