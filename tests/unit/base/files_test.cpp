#include "base/files.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <catch2/catch.hpp>
#include <cerrno>
#include <functional>

#include "base/errors.hpp"
#include "tests/support/temporary_directory.hpp"

using namespace switchback;

namespace {

int errno_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const StorageError& error) {
    return error.error_number();
  }
  return 0;
}

void put(const std::filesystem::path& path, std::string_view bytes) {
  const Descriptor file = open_file(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
  write_all(file.get(), bytes, path.string());
}

}  // namespace

TEST_CASE("a file is read back as it was written") {
  const test::TemporaryDirectory directory;
  const std::string bytes(200'000, 'x');
  put(directory / "a", bytes);
  CHECK(read_file(directory / "a", bytes.size()) == bytes);
  CHECK(read_file_if_exists(directory / "a", bytes.size()) == bytes);
}

TEST_CASE("a file longer than the limit is refused") {
  const test::TemporaryDirectory directory;
  put(directory / "a", "12345");
  CHECK(read_file(directory / "a", 5) == "12345");
  CHECK(errno_of([&] { read_file(directory / "a", 4); }) == EFBIG);
  CHECK(errno_of([&] { read_file("/dev/zero", 1 << 20); }) == EFBIG);
}

TEST_CASE("a missing file is an error or a normal absence, as asked") {
  const test::TemporaryDirectory directory;
  put(directory / "file", "");
  CHECK(errno_of([&] { read_file(directory / "no", 1); }) == ENOENT);
  CHECK_FALSE(read_file_if_exists(directory / "no", 1));
  CHECK_FALSE(open_if_exists(directory / "file/below", O_RDONLY));
  CHECK(errno_of([&] { read_file_if_exists(directory.path(), 1); }) == EISDIR);
}

TEST_CASE("an opened file is not inherited by programs") {
  const Descriptor file = open_file("/dev/null", O_RDONLY);
  CHECK((::fcntl(file.get(), F_GETFD) & FD_CLOEXEC) != 0);
}

TEST_CASE("ranges are read and written at their offsets") {
  const test::TemporaryDirectory directory;
  const Descriptor file = open_file(directory / "a", O_RDWR | O_CREAT, 0600);
  pwrite_all(file.get(), "world", 6, "a");
  pwrite_all(file.get(), "hello ", 0, "a");
  CHECK(pread_exact(file.get(), 5, 6, "a") == "world");
  std::string buffer(20, '-');
  CHECK(pread_some(file.get(), buffer.data(), buffer.size(), 6, "a") == 5);
  CHECK(errno_of([&] { pread_exact(file.get(), 6, 6, "a"); }) == EIO);
  CHECK(pread_exact(file.get(), 0, 1000, "a").empty());
}

TEST_CASE("a write to a full device is an error that names it") {
  const Descriptor full = open_file("/dev/full", O_WRONLY);
  CHECK(errno_of([&] { write_all(full.get(), "x", "report"); }) == ENOSPC);
  CHECK_THROWS_WITH(write_all(full.get(), "x", "report"), Catch::Contains("report"));
}

TEST_CASE("stat does not follow a symlink and a missing entry is an absence") {
  const test::TemporaryDirectory directory;
  put(directory / "a", "123");
  std::filesystem::create_symlink("a", directory / "link");
  const Descriptor dir = open_file(directory.path(), O_RDONLY | O_DIRECTORY);
  CHECK(stat_at(dir.get(), "a")->st_size == 3);
  CHECK(S_ISLNK(stat_at(dir.get(), "link")->st_mode));
  CHECK_FALSE(stat_at(dir.get(), "no"));
  CHECK_FALSE(stat_at(dir.get(), "a/below"));
  CHECK(errno_of([&] { stat_of(-1, "gone"); }) == EBADF);
}

TEST_CASE("a pipe or a folder in place of one's own file is refused, not waited for") {
  const test::TemporaryDirectory directory;
  REQUIRE(::mkfifo((directory / "pipe").c_str(), 0600) == 0);
  CHECK(errno_of([&] { read_file_if_exists(directory / "pipe", 10); }) == EINVAL);
  CHECK(errno_of([&] { read_file_if_exists(directory.path(), 10); }) == EISDIR);
}
