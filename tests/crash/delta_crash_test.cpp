// A publisher that is killed while deltas are made and published.

#include <catch2/catch.hpp>

#include "tests/crash/repository_scene.hpp"
#include "tests/unit/repo-tools/delta/delta_scene.hpp"

using namespace switchback;
using namespace switchback::test;

namespace {

// Trees that lie outside of what is watched.
class DeltaRuns {
 public:
  DeltaRuns() {
    TestRepository prepared = scene.prepared();
    prepared.init();
    in(prepared).publish("0r1", "one", 0);
    in(prepared).tree("two");
  }

  DeltaScene in(const TestRepository& repository) const {
    return DeltaScene(repository, trees_.path());
  }

  Scene scene;

 private:
  TemporaryDirectory trees_;
};

}  // namespace

TEST_CASE(
    "a publication with a delta killed at any point is completed or repeated, with its delta") {
  DeltaRuns runs;
  const auto publish = [&](TestRepository& repository) {
    runs.in(repository).publish("0r2", "two");
  };
  TestRepository undisturbed = runs.scene.fresh();
  publish(undisturbed);
  const auto expected = undisturbed.published_files();
  REQUIRE(runs.in(undisturbed).deltas_to("0r2") == "0r1");
  const unsigned points = at_every_point(runs.scene, publish, [&](auto& repository, unsigned) {
    CHECK(is_whole(repository));
    run_again(repository, publish);
    CHECK(repository.published_files() == expected);
    CHECK(is_swept(repository));
  });
  CHECK(points > 60);
}

TEST_CASE("a delta that is added and killed at any point is completed or repeated") {
  DeltaRuns runs;
  {
    TestRepository prepared = runs.scene.prepared();
    runs.in(prepared).publish("0r2", "two", 0);
  }
  const auto add = [&](TestRepository& repository) { runs.in(repository).add("0r1", "0r2"); };
  TestRepository undisturbed = runs.scene.fresh();
  add(undisturbed);
  const auto expected = undisturbed.published_files();
  REQUIRE(runs.in(undisturbed).deltas_to("0r2") == "0r1");
  std::uint64_t resumed_frames = 0;
  const unsigned points = at_every_point(runs.scene, add, [&](auto& repository, unsigned) {
    CHECK(is_whole(repository));
    resumed_frames += runs.in(repository).add("0r1", "0r2").resumed_frames;
    CHECK(repository.published_files() == expected);
    CHECK(is_swept(repository));
  });
  CHECK(points > 60);
  CHECK(resumed_frames > 10);  // the work was done once where the frame was kept
}
