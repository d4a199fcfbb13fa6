// What a machine that gives nothing more does to a publisher. Not under the sanitizers, which
// reserve address space of their own for each thread.
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#include "core/tree/frame_compressor.hpp"

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <fstream>
#include <system_error>

using namespace switchback;

namespace {

// Address space for the stacks of a few threads more, not of all that are wanted.
void limit_address_space() {
  std::uint64_t pages = 0;
  std::ifstream("/proc/self/statm") >> pages;
  const rlim_t bytes = pages * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE)) + (64U << 20);
  const struct rlimit limit { bytes, bytes };
  ::setrlimit(RLIMIT_AS, &limit);
}

[[noreturn]] void start_too_many_threads() {
  constexpr unsigned kPatienceSeconds = 20;
  ::alarm(kPatienceSeconds);  // kills where it waits for ever
  limit_address_space();
  try {
    const FrameCompressor compressor({1, 1}, 256, nullptr,
                                     [](const Frame&, std::string_view, bool) {});
  } catch (const std::system_error&) {
    ::_exit(0);
  }
  ::_exit(1);
}

}  // namespace

TEST_CASE("a machine without threads to spare ends a publication, it does not hang it") {
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) start_too_many_threads();
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  CHECK(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 0);
}
#endif
