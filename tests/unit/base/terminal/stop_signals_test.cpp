#include "base/terminal/stop_signals.hpp"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <catch2/catch.hpp>
#include <condition_variable>
#include <functional>
#include <mutex>

namespace {

// The wait status of a child that runs `body`; children keep signals out of the test itself.
int child_status(const std::function<void()>& body) {
  const pid_t child = ::fork();
  if (child == 0) {
    body();
    ::_exit(99);
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  return status;
}

void wait_for_stop(const switchback::StopSignals& signals) {
  std::mutex mutex;
  std::condition_variable_any never;
  std::unique_lock lock(mutex);
  never.wait(lock, signals.token(), [] { return false; });
}

}  // namespace

TEST_CASE("the first signal requests a stop") {
  const int status = child_status([] {
    const switchback::StopSignals signals;
    ::kill(::getpid(), SIGINT);
    wait_for_stop(signals);
    ::_exit(7);
  });
  CHECK(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 7);
}

TEST_CASE("the second signal ends the process") {
  const int status = child_status([] {
    const switchback::StopSignals signals;
    ::kill(::getpid(), SIGTERM);
    wait_for_stop(signals);
    ::kill(::getpid(), SIGTERM);
    ::pause();
  });
  CHECK(WIFSIGNALED(status));
  CHECK(WTERMSIG(status) == SIGTERM);
}

TEST_CASE("a signal that was ignored at the start stays ignored") {
  const int status = child_status([] {
    ::signal(SIGINT, SIG_IGN);
    const switchback::StopSignals signals;
    ::kill(::getpid(), SIGINT);
    ::kill(::getpid(), SIGTERM);
    wait_for_stop(signals);
    ::kill(::getpid(), SIGINT);
    ::_exit(8);
  });
  CHECK(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 8);
}

TEST_CASE("a closed pipe does not kill the process") {
  const int status = child_status([] {
    const switchback::StopSignals signals;
    std::array<int, 2> ends{};
    if (::pipe(ends.data()) != 0) ::_exit(1);
    ::close(ends[0]);
    ::_exit(::write(ends[1], "x", 1) < 0 ? 9 : 1);
  });
  CHECK(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 9);
}
