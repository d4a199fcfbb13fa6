#include "base/log.hpp"

#include <fcntl.h>

#include <catch2/catch.hpp>

#include "base/clock.hpp"
#include "base/files.hpp"
#include "tests/support/temporary_directory.hpp"

using namespace switchback;

TEST_CASE("a log line has a time, a level and the message") {
  const test::TemporaryDirectory directory;
  {
    FileLog log(directory / "update.log");
    log.info("first");
    log.error("second");
  }
  const std::string text = read_file(directory / "update.log", 10'000);
  CHECK(parse_timestamp(text.substr(0, 20)));
  CHECK(text.find("Z info first\n") == 19);
  CHECK(text.find(" error second\n") != std::string::npos);
}

TEST_CASE("a log is appended to") {
  const test::TemporaryDirectory directory;
  for (const auto* message : {"one", "two"}) FileLog(directory / "log").debug(message);
  const std::string text = read_file(directory / "log", 10'000);
  CHECK(text.find("debug one\n") < text.find("debug two\n"));
}

TEST_CASE("a message cannot forge a log line") {
  const test::TemporaryDirectory directory;
  FileLog(directory / "log").warning("a\n2026 error b\r\x1b[2J");
  const std::string text = read_file(directory / "log", 10'000);
  CHECK(text.find("warning a 2026 error b  [2J\n") != std::string::npos);
}

TEST_CASE("a log that cannot be opened or written stops nothing") {
  const test::TemporaryDirectory directory;
  FileLog missing(directory / "no/log");
  CHECK_NOTHROW(missing.info("x"));
  FileLog full("/dev/full");
  CHECK_NOTHROW(full.info("x"));
  CHECK_NOTHROW(full.info("y"));
}

TEST_CASE("a log is not written through a symlink") {
  const test::TemporaryDirectory directory;
  std::filesystem::create_symlink("victim", directory / "log");
  FileLog(directory / "log").info("x");
  CHECK_FALSE(std::filesystem::exists(directory / "victim"));
}
