#include "base/process.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cerrno>
#include <thread>

#include "base/durable.hpp"
#include "base/errors.hpp"
#include "base/files.hpp"
#include "tests/support/temporary_directory.hpp"

using namespace switchback;
using namespace std::chrono_literals;

namespace {

ProcessResult shell(const std::string& script, const ProcessOptions& options = {}) {
  return run_process({"/bin/sh", "-c", script}, options);
}

ProcessOptions with_deadline(std::chrono::milliseconds deadline) {
  ProcessOptions options;
  options.deadline = deadline;
  return options;
}

int start_errno(const std::vector<std::string>& argv, const ProcessOptions& options = {}) {
  try {
    run_process(argv, options);
  } catch (const StorageError& error) {
    return error.error_number();
  }
  return 0;
}

bool is_alive(pid_t pid) {
  return ::kill(pid, 0) == 0;
}

// The group is killed, but an orphan is reaped by somebody else, in its own time.
bool ends(pid_t pid) {
  const auto until = std::chrono::steady_clock::now() + 10s;
  while (is_alive(pid) && std::chrono::steady_clock::now() < until) {
    const std::string stat =
        read_file_if_exists("/proc/" + std::to_string(pid) + "/stat", 4096).value_or(") Z");
    if (stat.find(") Z") != std::string::npos) return true;
    std::this_thread::yield();
  }
  return !is_alive(pid);
}

}  // namespace

TEST_CASE("a process returns its output and its status") {
  const ProcessResult result = shell("echo out; exit 3");
  CHECK(result.output == "out\n");
  CHECK(result.exit_status == 3);
  CHECK_FALSE(result.timed_out);
  CHECK(shell("kill -9 $$").exit_status == 128 + 9);
}

TEST_CASE("arguments reach the program as they are") {
  CHECK(run_process({"/usr/bin/printf", "%s|", "a b", "$HOME", "", "*"}).output == "a b|$HOME||*|");
}

TEST_CASE("a large output arrives whole up to the limit") {
  ProcessOptions options;
  options.max_output = 300'000;
  CHECK(shell("head -c 300000 /dev/zero", options).output.size() == 300'000);
  const ProcessResult result = shell("head -c 300001 /dev/zero; echo; exit 0", options);
  CHECK(result.output_exceeded);
  CHECK(result.output.size() == 300'000);
  CHECK(shell("exec yes", options).exit_status == 128 + 9);
}

TEST_CASE("a program that cannot be started is an error that names the cause") {
  const test::TemporaryDirectory directory;
  write_file_atomically(directory / "plain", "text", 0644);
  write_file_atomically(directory / "broken", "#!/no/such/interpreter\n", 0755);
  ProcessOptions nowhere;
  nowhere.working_directory = (directory / "missing").string();
  CHECK(start_errno({"/no/such/program"}) == ENOENT);
  CHECK(start_errno({"no-such-program-anywhere"}) == ENOENT);
  CHECK(start_errno({""}) == ENOENT);
  CHECK(start_errno({(directory / "plain").string()}) == EACCES);
  CHECK(start_errno({(directory / "broken").string()}) == ENOENT);
  CHECK(start_errno({"/bin/true"}, nowhere) == ENOENT);
  CHECK(start_errno({directory.path().string()}) == EACCES);
}

TEST_CASE("programs are found in the PATH of the child and never in the working directory") {
  const test::TemporaryDirectory directory;
  write_file_atomically(directory / "tool", "#!/bin/sh\necho found\n", 0755);
  ProcessOptions options;
  options.environment["PATH"] = directory.path().string() + ":/usr/bin:/bin";
  CHECK(run_process({"tool"}, options).output == "found\n");
  options.environment["PATH"] = ":/usr/bin::/bin:";
  options.working_directory = directory.path().string();
  CHECK(start_errno({"tool"}, options) == ENOENT);
}

TEST_CASE("the environment is the caller's with additions, or only the given one") {
  ProcessOptions options;
  options.environment["SB_TEST"] = "x y";
  CHECK(shell("echo $SB_TEST", options).output == "x y\n");
  options.inherit_environment = false;
  const std::string seen = run_process({"/usr/bin/env"}, options).output;
  CHECK(seen == "SB_TEST=x y\n");
}

TEST_CASE("the working directory is the given one") {
  const test::TemporaryDirectory directory;
  ProcessOptions options;
  options.working_directory = directory.path().string();
  CHECK(shell("pwd -P", options).output ==
        std::filesystem::canonical(directory.path()).string() + "\n");
}

TEST_CASE("a deadline ends a process that says nothing") {
  const auto start = std::chrono::steady_clock::now();
  const ProcessResult result = shell("sleep 600", with_deadline(100ms));
  CHECK(result.timed_out);
  CHECK(result.exit_status == 128 + 9);
  CHECK(std::chrono::steady_clock::now() - start < 60s);
}

TEST_CASE("a deadline ends a process that closed its output and lives on") {
  const ProcessResult result = shell("exec >&-; sleep 600", with_deadline(100ms));
  CHECK(result.timed_out);
  CHECK(result.exit_status == 128 + 9);
}

TEST_CASE("a deadline ends a process that never stops talking") {
  ProcessOptions options = with_deadline(100ms);
  options.max_output = ~0ULL;
  CHECK(shell("while :; do echo x; done", options).timed_out);
}

TEST_CASE("a deadline ends the whole group") {
  const ProcessResult result = shell("sleep 600 & echo $!; wait", with_deadline(300ms));
  CHECK(result.timed_out);
  CHECK(ends(std::stoi(result.output)));
}

TEST_CASE("a process left in the background with its output open is not waited for") {
  const ProcessResult result = shell("sleep 600 & echo $!; exit 4", with_deadline(60s));
  const pid_t background = std::stoi(result.output);
  CHECK_FALSE(result.timed_out);
  CHECK(result.exit_status == 4);
  CHECK(is_alive(background));
  ::kill(background, SIGKILL);
}

TEST_CASE("a stop request kills the process and interrupts the caller") {
  std::stop_source stop;
  ProcessOptions options;
  options.stop = stop.get_token();
  const std::jthread stopper([&] { stop.request_stop(); });
  CHECK_THROWS_AS(shell("sleep 600", options), Interrupted);
}

TEST_CASE("standard input is empty, also where the parent has none") {
  CHECK(run_process({"/bin/cat"}).exit_status == 0);
  const pid_t child = ::fork();
  if (child == 0) {
    for (int fd = 0; fd < 2; ++fd) ::close(fd);
    const ProcessResult result = shell("cat && echo ok");
    ::_exit(result.output == "ok\n" ? 0 : 1);
  }
  int status = -1;
  REQUIRE(::waitpid(child, &status, 0) == child);
  CHECK(status == 0);
}

TEST_CASE("a child inherits no descriptor, no blocked signal and no umask") {
  const int leaked = ::fcntl(STDERR_FILENO, F_DUPFD, 100);  // without O_CLOEXEC
  sigset_t blocked, before;
  sigemptyset(&blocked);
  sigaddset(&blocked, SIGTERM);
  ::sigprocmask(SIG_BLOCK, &blocked, &before);
  const auto pipe_handler = ::signal(SIGPIPE, SIG_IGN);
  const mode_t mask = ::umask(0077);
  const std::string script =
      "umask; for n in /proc/self/fd/*; do echo ${n##*/}; done; "
      "grep -E 'SigBlk|SigIgn' /proc/self/status";
  const std::string seen = shell(script).output;
  ::umask(mask);
  ::signal(SIGPIPE, pipe_handler);
  ::sigprocmask(SIG_SETMASK, &before, nullptr);
  ::close(leaked);
  CHECK_THAT(seen, Catch::StartsWith("0022\n0\n1\n2\n"));
  CHECK_THAT(seen, !Catch::Contains("\n" + std::to_string(leaked) + "\n"));
  CHECK_THAT(seen, Catch::Contains("SigBlk:\t0000000000000000"));
  const auto ignored = std::stoull(seen.substr(seen.find("SigIgn:\t") + 8), nullptr, 16);
  CHECK((ignored & (1ULL << (SIGPIPE - 1))) == 0);
}

TEST_CASE("no arguments at all are a bug of the caller") {
  CHECK_THROWS_AS(run_process({}), std::out_of_range);
}
