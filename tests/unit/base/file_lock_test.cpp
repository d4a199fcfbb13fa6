#include "base/file_lock.hpp"

#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <catch2/catch.hpp>

#include "base/durable.hpp"
#include "base/errors.hpp"
#include "tests/support/temporary_directory.hpp"

using namespace switchback;

namespace {

// A child that holds the lock until it is killed.
class Holder {
 public:
  explicit Holder(const std::filesystem::path& path) {
    std::array<int, 2> ready{};
    REQUIRE(::pipe(ready.data()) == 0);
    pid_ = ::fork();
    if (pid_ == 0) hold(path, ready[1]);
    char byte = 0;
    REQUIRE(::read(ready[0], &byte, 1) == 1);
    ::close(ready[0]);
    ::close(ready[1]);
  }
  Holder(const Holder&) = delete;
  Holder& operator=(const Holder&) = delete;
  ~Holder() { kill(); }

  void kill() {
    if (pid_ <= 0) return;
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
    pid_ = -1;
  }
  pid_t pid() const { return pid_; }

 private:
  [[noreturn]] static void hold(const std::filesystem::path& path, int ready) {
    const FileLock lock = FileLock::acquire(path, "upgrade to 0r2");
    if (::write(ready, "x", 1) != 1) ::_exit(1);
    while (true) ::pause();
  }

  pid_t pid_ = -1;
};

std::string refusal(const std::filesystem::path& path) {
  try {
    FileLock::acquire(path, "second");
  } catch (const StateError& error) {
    CHECK(error.code() == "locked");
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("a second process is told who holds the lock, for what and since when") {
  const test::TemporaryDirectory directory;
  const Holder holder(directory / "lock");
  const std::string message = refusal(directory / "lock");
  CHECK_THAT(message, Catch::Contains("pid " + std::to_string(holder.pid())));
  CHECK_THAT(message, Catch::Contains("(upgrade to 0r2), since 20"));
}

TEST_CASE("the kernel drops the lock of a killed holder") {
  const test::TemporaryDirectory directory;
  Holder holder(directory / "lock");
  holder.kill();
  CHECK_NOTHROW(FileLock::acquire(directory / "lock", "next"));
}

TEST_CASE("a lock excludes a second one in the same process until it goes") {
  const test::TemporaryDirectory directory;
  {
    const FileLock lock = FileLock::acquire(directory / "lock", "first");
    CHECK_THAT(refusal(directory / "lock"), Catch::Contains("(first)"));
  }
  CHECK(refusal(directory / "lock").empty());
}

TEST_CASE("a shorter holder's name replaces a longer one whole") {
  const test::TemporaryDirectory directory;
  FileLock::acquire(directory / "lock", std::string(100, 'x'));
  const FileLock lock = FileLock::acquire(directory / "lock", "y");
  CHECK_THAT(refusal(directory / "lock"), !Catch::Contains("x"));
}

TEST_CASE("a lock file is private and not followed through a symlink") {
  const test::TemporaryDirectory directory;
  FileLock::acquire(directory / "lock", "first");
  struct stat info {};
  REQUIRE(::stat((directory / "lock").c_str(), &info) == 0);
  CHECK((info.st_mode & 07777U) == 0600);
  std::filesystem::create_symlink("lock", directory / "link");
  CHECK_THROWS_AS(FileLock::acquire(directory / "link", "second"), StorageError);
}
