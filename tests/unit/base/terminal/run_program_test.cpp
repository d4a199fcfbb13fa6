#include "base/terminal/run_program.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <catch2/catch.hpp>
#include <new>

#include "base/descriptor.hpp"
#include "base/errors.hpp"
#include "base/files.hpp"
#include "base/terminal/program_options.hpp"
#include "tests/support/temporary_directory.hpp"

using namespace switchback;

namespace {

struct Result {
  int status = 0;
  std::string error;  // what was written to standard error
};

// Standard error goes to a file until the end of the scope.
class CapturedError {
 public:
  CapturedError() : kept_(::dup(STDERR_FILENO)) {
    const Descriptor file(::open(path().c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
    REQUIRE(::dup2(file.get(), STDERR_FILENO) == STDERR_FILENO);
  }
  ~CapturedError() { ::dup2(kept_.get(), STDERR_FILENO); }
  CapturedError(const CapturedError&) = delete;
  CapturedError& operator=(const CapturedError&) = delete;

  std::string text() const { return read_file(path(), 4096); }

 private:
  std::filesystem::path path() const { return folder_ / "error"; }

  test::TemporaryDirectory folder_;
  Descriptor kept_;
};

// The program `tool` with the one command `act`; it has an option --to.
Result run_tool(std::vector<std::string> arguments, const std::function<int()>& work,
                int failure_status = kExitFailure) {
  ProgramRun run({}, {});
  run.failure_status = failure_status;
  CLI::App app("", "tool");
  app.require_subcommand(1);
  CLI::App* act = app.add_subcommand("act");
  act->add_option("--to");
  do_when_chosen(*act, run, work);
  const CapturedError captured;
  const int status = run_program(app, std::move(arguments), run, "nothing was changed");
  return {status, captured.text()};
}

template <typename Failure>
Result failing_with(const Failure& failure, int failure_status = kExitFailure) {
  return run_tool(
      {"act"}, [&]() -> int { throw failure; }, failure_status);
}

}  // namespace

TEST_CASE("words are read in their order, and the exit status is what the work returns") {
  const Result result = run_tool({"act", "--to", "x"}, [] { return 102; });
  CHECK(result.status == 102);
  CHECK(result.error.empty());
}

TEST_CASE("words that are not understood are a usage error of two lines, and nothing is done") {
  bool done = false;
  const Result result = run_tool({"act", "--wrong"}, [&] {
    done = true;
    return 0;
  });
  CHECK(result.status == kExitUsage);
  CHECK(result.error ==
        "error: The following argument was not expected: --wrong (usage)\n"
        "  see tool [COMMAND] --help\n");
  CHECK_FALSE(done);
}

TEST_CASE("an error is two lines and has the status of its code, else that of the command") {
  const Result found = failing_with(StateError("not-found", "no 0r9", "see the list"));
  CHECK(found.status == 10);
  CHECK(found.error == "error: no 0r9 (not-found)\n  see the list\n");
  CHECK(failing_with(StateError("damaged-slot", "x", "y")).status == kExitFailure);
  CHECK(failing_with(StateError("damaged-slot", "x", "y"), kExitHostFailure).status ==
        kExitHostFailure);
}

TEST_CASE("an interrupted run says what it leaves") {
  const Result result = failing_with(Interrupted(), kExitHostFailure);
  CHECK(result.status == kExitInterrupted);
  CHECK(result.error == "interrupted: nothing was changed\n");
}

TEST_CASE("an exception that is no error of ours is a bug with status 1") {
  const Result result = failing_with(std::bad_alloc(), kExitHostFailure);
  CHECK(result.status == kExitFailure);
  CHECK(result.error.find("(internal)\n  this is a bug") != std::string::npos);
}
