// A publisher killed while it removes releases or deletes files: readers see a whole repository in
// which every file is explained, and the same command run again completes it.

#include <catch2/catch.hpp>

#include "repo-tools/retention/garbage_removal.hpp"
#include "repo-tools/verify/survey.hpp"
#include "tests/crash/repository_scene.hpp"
#include "tests/unit/repo-tools/test_removal.hpp"

using namespace switchback;
using namespace switchback::test;

namespace {

void remove_first(TestRepository& repository) {
  remove_release(repository, "demo", "0r1");
}

void collect(TestRepository& repository) {
  const OpenRepository open(repository.paths, "gc");
  const auto plan = plan_garbage(repository.paths, open.view.pending,
                                 {std::chrono::seconds(0), now() + std::chrono::hours(1)});
  GarbageDeletion done;
  delete_garbage(repository.paths, plan, {}, done);
}

// All of `verify` but the content of blobs, which are none here.
bool is_explained(const TestRepository& repository) {
  Findings findings;
  survey_repository(PublishedFolder(repository.paths.root()), repository.paths, repository.now,
                    findings);
  return findings.empty();
}

}  // namespace

TEST_CASE("a removal killed at any point happened or did not, and can be repeated") {
  Scene scene;
  TestRepository prepared = scene.prepared();
  prepared.init();
  prepared.publish("demo", "0r1", "one");
  prepared.publish("demo", "0r2", "two");
  TestRepository undisturbed = scene.fresh();
  remove_first(undisturbed);
  const auto expected = undisturbed.published_files();
  const unsigned points = at_every_point(scene, remove_first, [&](auto& repository, unsigned) {
    CHECK(is_whole(repository));
    CHECK(is_explained(repository));
    run_again(repository, remove_first, "not-found");
    CHECK(repository.published_files() == expected);
    CHECK(is_swept(repository));
  });
  CHECK(points > 15);
}

TEST_CASE("a gc killed at any point has deleted only what nothing needs, and can be repeated") {
  Scene scene;
  TestRepository prepared = scene.prepared();
  prepared.init();
  prepared.publish("demo", "0r1", "one");
  for (int i = 1; i <= 12; ++i) prepared.publish("demo", "1a" + std::to_string(i), "many");
  remove_first(prepared);
  TestRepository undisturbed = scene.fresh();
  collect(undisturbed);
  const auto expected = undisturbed.published_files();
  CHECK(prepared.published_files().size() > expected.size() + 3);  // metadata goes too
  const unsigned points = at_every_point(scene, collect, [&](auto& repository, unsigned) {
    CHECK(is_whole(repository));
    CHECK(is_explained(repository));
    collect(repository);
    CHECK(repository.published_files() == expected);
  });
  CHECK(points > 10);
}
