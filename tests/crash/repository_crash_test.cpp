// Every state that a killed publisher can leave: readers see a whole repository, and the same
// command run again brings it to exactly what an undisturbed run would have made.

#include <catch2/catch.hpp>

#include "base/files.hpp"
#include "repo-tools/draft/draft_store.hpp"
#include "repo-tools/draft/release_draft.hpp"
#include "repo-tools/repository/apply_transaction.hpp"
#include "repo-tools/repository/release_catalog.hpp"
#include "repo-tools/steer/steer_release.hpp"
#include "tests/crash/repository_scene.hpp"

using namespace switchback;
using namespace switchback::test;
namespace fs = std::filesystem;

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

namespace {

void yank_first(TestRepository& repository) {
  OpenRepository open(repository.paths, "yank");
  steer_release(open, [&] { return repository.key_folder(); }, {"demo", *Version::parse("0r1")},
                yank_because("it leaks"), {{}, repository.now});
  acknowledge_transaction(repository.paths);
}

void draft_second(TestRepository& repository, const std::string& content) {
  OpenRepository open(repository.paths, "publish");
  save_draft(open.paths, prepare(open, "demo", "0r2", content, repository.now));
}

void release_second(TestRepository& repository) {
  OpenRepository open(repository.paths, "release");
  release_draft(open, [&] { return repository.key_folder(); }, {"demo", *Version::parse("0r2")},
                {{}, repository.now});
  acknowledge_transaction(repository.paths);
}

// Every content that a draft names, and no other, is kept.
bool drafts_are_whole(const TestRepository& repository) {
  std::size_t named = 0;
  for (const auto& draft : read_drafts(repository.paths).drafts)
    for (const auto& sha256 : {draft.bundle.sha256, draft.index.sha256}) {
      const auto bytes = read_file_if_exists(draft_blob(repository.paths, sha256), 1 << 20);
      if (!bytes || Sha256::of(*bytes) != sha256) return false;
      ++named;
    }
  return named >= 2;
}

}  // namespace

TEST_CASE("a steering killed at any point is completed or repeated") {
  Scene scene;
  TestRepository prepared = scene.prepared();
  prepared.init();
  prepared.publish("demo", "0r1", "one");
  TestRepository undisturbed = scene.fresh();
  yank_first(undisturbed);
  const auto expected = undisturbed.published_files();
  const unsigned points = at_every_point(scene, yank_first, [&](auto& repository, unsigned) {
    CHECK(is_whole(repository));
    yank_first(repository);
    CHECK(repository.published_files() == expected);
    CHECK(is_swept(repository));
  });
  CHECK(points > 20);
}

TEST_CASE("a release that waits for its key outlives a kill of what is done to another product") {
  Scene scene;
  TestRepository prepared = scene.prepared();
  prepared.init();
  prepared.publish("demo", "0r1", "one");
  prepared.publish("other", "0r1", "another");
  prepared.hide_key("p-other");
  prepared.publish("other", "0r2", "waiting");
  const bool refreshes = GENERATE(false, true);
  const auto work = [refreshes, later = prepared.now + std::chrono::hours(24 * 300)](auto& run) {
    if (!refreshes) return yank_first(run);
    run.now = later;
    run.refresh();
  };
  const unsigned points = at_every_point(scene, work, [&](auto& repository, unsigned) {
    CHECK(is_whole(repository));
    REQUIRE_NOTHROW(work(repository));
    const auto waiting =
        find_release(read_view(repository.paths).metadata, "other", *Version::parse("0r2"));
    REQUIRE(waiting);
    CHECK_FALSE(waiting->visible);
  });
  CHECK(points > 20);
}

TEST_CASE("a draft whose replacement is killed at any point is the old or the new, whole") {
  Scene scene;
  TestRepository prepared = scene.prepared();
  prepared.init();
  draft_second(prepared, "old");
  const auto replace = [](TestRepository& repository) { draft_second(repository, "new"); };
  at_every_point(scene, replace, [&](auto& repository, unsigned) {
    CHECK(drafts_are_whole(repository));
    replace(repository);
    CHECK(drafts_are_whole(repository));
    const auto draft = find_draft(repository.paths, {"demo", *Version::parse("0r2")});
    CHECK(draft->bundle.sha256 == Sha256::of("bundle of new"));
    // Both contents of the draft, its manifest, and the folder of the contents.
    const fs::recursive_directory_iterator kept(repository.paths.drafts());
    CHECK(std::distance(begin(kept), end(kept)) == 4);
    CHECK(is_swept(repository));
  });
}

TEST_CASE(
    "the release of a draft killed at any point is completed or repeated, and the draft goes") {
  Scene scene;
  TestRepository prepared = scene.prepared();
  prepared.init();
  prepared.publish("demo", "0r1", "one");
  draft_second(prepared, "two");
  TestRepository undisturbed = scene.fresh();
  release_second(undisturbed);
  const auto expected = undisturbed.published_files();
  const unsigned points = at_every_point(scene, release_second, [&](auto& repository, unsigned) {
    CHECK(is_whole(repository));
    CHECK((repository.visible_versions("demo").size() == 2 || drafts_are_whole(repository)));
    release_second(repository);
    CHECK(repository.published_files() == expected);
    CHECK(read_drafts(repository.paths).drafts.empty());
    CHECK(fs::is_empty(repository.paths.drafts() / "blobs"));
    CHECK(is_swept(repository));
  });
  CHECK(points > 40);
}
