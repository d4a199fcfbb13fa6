#include "tests/crash/injector/fault_injector.hpp"

#include <catch2/catch.hpp>

#include "base/files.hpp"
#include "tests/crash/injector/traced_child.hpp"
#include "tests/support/temporary_directory.hpp"

namespace switchback::crash {
namespace {

namespace fs = std::filesystem;
using test::TemporaryDirectory;

constexpr int kKilled = 137;

// Six calls count: open and write of `draft`, rename, mkdir, open and write of `note` by a child.
InjectionResult run(const TemporaryDirectory& folder, const std::string& fault,
                    unsigned long point) {
  const std::string script =
      "echo twelve bytes > draft; mv draft final; mkdir made; sh -c 'printf child > note'";
  InjectionRequest request;
  request.work = execution_of({"sh", "-c", "cd '" + folder.path().string() + "'; " + script});
  request.folder = fs::canonical(folder.path()).string();
  request.fault = *parse_fault(fault);
  request.point = point;
  return run_with_fault(request);
}

bool tracing_works() {
  const TemporaryDirectory folder;
  try {
    run(folder, "none", 0);
    return true;
  } catch (const TracingUnavailable& reason) {
    WARN("skipped here: " << reason.what());
    return false;
  }
}

bool exists(const TemporaryDirectory& folder, const char* name) {
  return fs::exists(folder / name);
}

TEST_CASE("every call that changes something beneath the folder is counted, also a child's") {
  if (!tracing_works()) return;
  const TemporaryDirectory folder;
  const InjectionResult result = run(folder, "none", 0);
  CHECK(result.exit_status == 0);
  CHECK_FALSE(result.hit);
  REQUIRE(result.calls.size() == 6);
  const std::string base = fs::canonical(folder.path()).string();
  CHECK(result.calls[0] == "openat " + base + "/draft");
  CHECK(result.calls[1] == "write " + base + "/draft");
  CHECK(result.calls[2].starts_with("rename"));
  CHECK(result.calls[3].starts_with("mkdir"));
  CHECK(result.calls[5] == "write " + base + "/note");
}

TEST_CASE("calls outside the folder and opening to read are not counted") {
  if (!tracing_works()) return;
  const TemporaryDirectory watched, other;
  InjectionRequest request;
  request.work = execution_of({"sh", "-c",
                               "cat /dev/null > '" + (other / "file").string() + "'; ls '" +
                                   watched.path().string() + "'"});
  request.folder = fs::canonical(watched.path()).string();
  CHECK(run_with_fault(request).calls.empty());
}

TEST_CASE("killed before a rename it has not happened, killed after it has") {
  if (!tracing_works()) return;
  const TemporaryDirectory before, after;
  CHECK(run(before, "kill", 3).exit_status == kKilled);
  CHECK(exists(before, "draft"));
  CHECK_FALSE(exists(before, "final"));
  CHECK(run(after, "killafter", 3).exit_status == kKilled);
  CHECK(exists(after, "final"));
  CHECK_FALSE(exists(after, "made"));
}

TEST_CASE("a torn write leaves half of the bytes and kills") {
  if (!tracing_works()) return;
  const TemporaryDirectory folder;
  const InjectionResult result = run(folder, "torn", 1);
  CHECK(result.hit);
  CHECK(result.exit_status == kKilled);
  CHECK(read_file(folder / "draft", 100) == "twelve");
}

TEST_CASE("a short write writes half first, and a program that goes on writes the rest") {
  if (!tracing_works()) return;
  const TemporaryDirectory folder;
  CHECK(run(folder, "short", 2).hit);
  CHECK(exists(folder, "made"));
  CHECK(fs::file_size(folder / "note") >= 2);
}

TEST_CASE("a call fails once, or from there on") {
  if (!tracing_works()) return;
  const TemporaryDirectory once, always;
  CHECK(run(once, "EIO", 4).exit_status == 0);
  CHECK_FALSE(exists(once, "made"));
  CHECK(exists(once, "note"));
  CHECK(run(always, "EROFS+", 4).exit_status != 0);
  CHECK_FALSE(exists(always, "note"));
}

TEST_CASE("a point behind the end is not hit") {
  if (!tracing_works()) return;
  const TemporaryDirectory folder;
  const InjectionResult result = run(folder, "kill", 99);
  CHECK(result.exit_status == 0);
  CHECK_FALSE(result.hit);
}

TEST_CASE("work without a command of its own is done in a child, and its exception is status 1") {
  if (!tracing_works()) return;
  const TemporaryDirectory folder;
  InjectionRequest request;
  request.folder = fs::canonical(folder.path()).string();
  request.work = [&] {
    fs::create_directory(folder / "made");
    return 7;
  };
  CHECK(run_with_fault(request).exit_status == 7);
  CHECK(exists(folder, "made"));
  request.work = []() -> int { throw std::runtime_error("failed"); };
  CHECK(run_with_fault(request).exit_status == 1);
  request.work = execution_of({"/nonexistent/program"});
  CHECK(run_with_fault(request).exit_status == 127);
}

}  // namespace
}  // namespace switchback::crash
