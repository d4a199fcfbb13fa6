#include "base/terminal/output.hpp"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <array>
#include <catch2/catch.hpp>

#include "base/errors.hpp"
#include "base/files.hpp"
#include "tests/support/temporary_directory.hpp"

using namespace switchback;

TEST_CASE("output arrives in order, also without a flush at the end") {
  const test::TemporaryDirectory directory;
  const Descriptor file = open_file(directory / "out", O_WRONLY | O_CREAT, 0600);
  {
    Output output(file.get());
    output.line("one");
    output.write(std::string(100'000, 'x'));
    output.line();
  }
  CHECK(read_file(directory / "out", 1 << 20) == "one\n" + std::string(100'000, 'x') + "\n");
}

TEST_CASE("output to a full disk is an error") {
  const Descriptor full = open_file("/dev/full", O_WRONLY);
  Output output(full.get());
  output.line("lost");
  try {
    output.flush();
    FAIL("no error");
  } catch (const StorageError& error) {
    CHECK(error.code() == "output");
    CHECK(std::string(error.what()).find("standard output") != std::string::npos);
    CHECK(std::string(error.what()).find("No space left") != std::string::npos);
  }
  CHECK_NOTHROW(output.flush());  // reported once
}

TEST_CASE("output to a closed pipe is an error") {
  ::signal(SIGPIPE, SIG_IGN);
  std::array<int, 2> ends{};
  REQUIRE(::pipe(ends.data()) == 0);
  ::close(ends[0]);
  const Descriptor writer(ends[1]);
  Output output(writer.get());
  output.line("lost");
  CHECK_THROWS_AS(output.flush(), StorageError);
}
