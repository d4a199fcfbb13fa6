// A publisher that is killed at every point of a run, and what must hold afterwards.
#pragma once

#include <catch2/catch.hpp>
#include <filesystem>
#include <functional>

#include "base/errors.hpp"
#include "tests/unit/repo-tools/test_repository.hpp"

namespace switchback::test {

// A temporary directory in memory: hundreds of runs with dozens of fsyncs each.
struct FastDirectory {
  FastDirectory();
};

class Scene {
 public:
  Scene();

  // The state before the run that is killed.
  TestRepository prepared() { return TestRepository(folder_ / "template"); }
  // A copy of it.
  TestRepository fresh();
  std::filesystem::path run() const { return folder_ / "run"; }

 private:
  FastDirectory fast_;
  TemporaryDirectory folder_;
};

// Everything a host may ask for is there and is what was signed.
bool is_whole(const TestRepository& repository);
// Nothing is left of a run in REPO.state.
bool is_swept(const TestRepository& repository);

enum class RunEnd { killed, finished, failed };

// Does `work` in a child that is killed right before its nth change of anything in `folder`.
RunEnd run_and_kill(const std::filesystem::path& folder, const std::function<void()>& work,
                    unsigned nth);

// Calls `check` for each point at which a run was killed; returns how many there were.
template <typename Work, typename Check>
unsigned at_every_point(Scene& scene, Work work, Check check) {
  for (unsigned point = 1;; ++point) {
    TestRepository repository = scene.fresh();
    const RunEnd end = run_and_kill(
        scene.run(), [&] { work(repository); }, point);
    REQUIRE(end != RunEnd::failed);
    if (end == RunEnd::finished) return point - 1;
    INFO("killed before change " << point);
    check(repository, point);
  }
}

// The same command again. It may say with `told` that the work is done already only where the
// killed run had told its outcome.
template <typename Work>
void run_again(TestRepository& repository, Work work, const char* told = "exists") {
  const bool was_told = !std::filesystem::exists(repository.paths.transaction());
  try {
    work(repository);
  } catch (const StateError& error) {
    CHECK(error.code() == told);
    CHECK(was_told);
  }
}

}  // namespace switchback::test
