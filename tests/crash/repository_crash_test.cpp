// Every state that a killed publisher can leave: readers see a whole repository, and the same
// command run again brings it to exactly what an undisturbed run would have made.

#include <catch2/catch.hpp>

#include "tests/crash/repository_scene.hpp"

using namespace switchback;
using namespace switchback::test;

namespace {

void publish_second(TestRepository& repository) {
  repository.publish("demo", "0r2", "two");
}

// Leaves 0r1 published and returns what an undisturbed publish_second() makes of it.
std::map<std::string, std::string> prepare_second(Scene& scene) {
  TestRepository prepared = scene.prepared();
  prepared.init();
  prepared.publish("demo", "0r1", "one");
  TestRepository undisturbed = scene.fresh();
  publish_second(undisturbed);
  return undisturbed.published_files();
}

}  // namespace

TEST_CASE("a publication killed at any point is completed or repeated, without loss or duplicate") {
  Scene scene;
  const auto expected = prepare_second(scene);
  const unsigned points = at_every_point(scene, publish_second, [&](auto& repository, unsigned) {
    CHECK(is_whole(repository));
    run_again(repository, publish_second);
    CHECK(repository.published_files() == expected);
    CHECK(is_swept(repository));
  });
  CHECK(points > 40);
}

TEST_CASE("a publication killed twice at any points is completed or repeated") {
  Scene scene;
  const auto expected = prepare_second(scene);
  at_every_point(scene, publish_second, [&](auto& repository, unsigned point) {
    // The second point walks through the run at another pace than the first.
    run_and_kill(
        scene.run(), [&] { publish_second(repository); }, 1 + point * 7 % 23);
    CHECK(is_whole(repository));
    run_again(repository, publish_second);
    CHECK(repository.published_files() == expected);
  });
}

TEST_CASE("the first release of a product, killed at any point, gets one key and one role") {
  Scene scene;
  scene.prepared().init();
  const auto publish = [](TestRepository& repository) { repository.publish("demo", "0r1"); };
  at_every_point(scene, publish, [&](auto& repository, unsigned) {
    CHECK(is_whole(repository));
    run_again(repository, publish);
    CHECK(repository.visible_versions("demo").size() == 1);
    CHECK(repository.key_folder().keys().size() == 5);
    CHECK(is_swept(repository));
  });
}

TEST_CASE("an init killed at any point can be repeated") {
  Scene scene;
  const unsigned points = at_every_point(
      scene, [](auto& repository) { repository.init(); },
      [&](auto& repository, unsigned) {
        run_again(repository, [](auto& again) { again.init(); });
        CHECK(is_whole(repository));
        CHECK(repository.published_files().size() == 5);
        CHECK(repository.key_folder().keys().size() == 4);
        CHECK(is_swept(repository));
      });
  CHECK(points > 40);
}

TEST_CASE("a refresh killed at any point leaves a whole repository and can be repeated") {
  Scene scene;
  TestRepository prepared = scene.prepared();
  prepared.init();
  prepared.publish("demo", "0r1");
  prepared.hide_key("p-demo");
  prepared.publish("demo", "0r2", "two");
  prepared.restore_keys();
  const Timestamp later = prepared.now + std::chrono::hours(24 * 300);
  const auto refresh = [later](TestRepository& repository) {
    repository.now = later;
    repository.refresh();
  };
  TestRepository undisturbed = scene.fresh();
  refresh(undisturbed);
  const auto expected = undisturbed.published_files();
  at_every_point(scene, refresh, [&](auto& repository, unsigned) {
    CHECK(is_whole(repository));
    refresh(repository);
    CHECK(repository.published_files() == expected);
    CHECK(is_swept(repository));
  });
}
