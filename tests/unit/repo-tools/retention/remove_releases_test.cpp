#include "repo-tools/retention/remove_releases.hpp"

#include <catch2/catch.hpp>

#include "base/errors.hpp"
#include "repo-tools/repository/apply_transaction.hpp"
#include "repo-tools/repository/metadata_reader.hpp"
#include "repo-tools/retention/unreferenced_record.hpp"
#include "tests/support/source_tree.hpp"
#include "tests/unit/repo-tools/test_removal.hpp"

using namespace switchback;
using namespace switchback::test;
namespace fs = std::filesystem;

namespace {

using Words = std::vector<std::string>;

struct Scene {
  Scene() {
    repository.init();
    repository.publish("demo", "0r1", "one");
    repository.publish("demo", "0r2", "two");
  }
  TemporaryDirectory folder;
  TestRepository repository{folder.path()};
};

std::size_t staged_files(const TestRepository& repository) {
  return static_cast<std::size_t>(
      std::distance(fs::directory_iterator(repository.paths.staged()), fs::directory_iterator()));
}

}  // namespace

TEST_CASE("a removed release is not named any more, and its files stay") {
  Scene scene;
  const std::string manifest = manifest_of(scene.repository, "demo", "0r1");
  const auto before = scene.repository.published_files();
  const CommitResult result = remove_release(scene.repository, "demo", "0r1");
  CHECK(result.visible == Words{"p-demo-0001"});
  CHECK(result.warnings.empty());
  CHECK(scene.repository.visible_versions("demo") == Words{"0r2"});
  const auto after = scene.repository.published_files();
  for (const auto& [path, bytes] : before)
    if (path.starts_with("targets/")) CHECK(after.at(path) == bytes);
  CHECK(read_unreferenced(scene.repository.paths).since ==
        UnreferencedSince{{manifest, scene.repository.now}});
}

TEST_CASE("a record of another version of the program does not make a removal fail") {
  Scene scene;
  const std::string record = R"({"schema":"switchback.unreferenced/9","unreferenced":{}})";
  put_file(scene.repository.paths.unreferenced(), record, 0600);
  const CommitResult result = remove_release(scene.repository, "demo", "0r1");
  REQUIRE(result.warnings.size() == 1);
  CHECK_THAT(result.warnings[0], Catch::Contains("switchback.unreferenced/9"));
  CHECK(scene.repository.visible_versions("demo") == Words{"0r2"});
}

TEST_CASE("a shard that is empty stays, and takes the next release") {
  Scene scene;
  remove_release(scene.repository, "demo", "0r1");
  remove_release(scene.repository, "demo", "0r2");
  CHECK(scene.repository.visible_versions("demo").empty());
  CHECK(read_visible_metadata(scene.repository.paths).role("p-demo-0001").content.version == 4);
  scene.repository.publish("demo", "0r3", "three");
  CHECK(scene.repository.visible_versions("demo") == Words{"0r3"});
  CHECK(fs::exists(scene.repository.paths.metadata() / "5.p-demo-0001.json"));
}

TEST_CASE("a sealed shard from which a release was removed stays sealed, and the open one open") {
  Scene scene;
  for (int i = 3; i <= 65; ++i) scene.repository.publish("demo", "0r" + std::to_string(i), "many");
  remove_release(scene.repository, "demo", "0r1");
  const auto metadata = read_visible_metadata(scene.repository.paths);
  const auto& sealed = metadata.role("p-demo-0001").content;
  CHECK(sealed.targets.size() == 63);
  CHECK(sealed.expires - scene.repository.now > std::chrono::hours(24 * 3640));
  scene.repository.publish("demo", "0r66", "many");
  CHECK(read_visible_metadata(scene.repository.paths).role("p-demo-0002").content.targets.size() ==
        2);
  CHECK(scene.repository.visible_versions("demo").size() == 65);
}

TEST_CASE("a removal waits for a key that is elsewhere, and readers see the release until then") {
  Scene scene;
  scene.repository.hide_key("p-demo");
  const CommitResult result = remove_release(scene.repository, "demo", "0r1");
  REQUIRE(result.waiting.size() == 1);
  CHECK(result.waiting[0].name == "p-demo-0001");
  CHECK(scene.repository.visible_versions("demo") == Words{"0r1", "0r2"});
  CHECK(read_unreferenced(scene.repository.paths).since.empty());
  CHECK_THROWS_WITH(remove_release(scene.repository, "demo", "0r1"),
                    Catch::Contains("removed already and waits for signatures"));
  scene.repository.restore_keys();
  scene.repository.refresh();
  CHECK(scene.repository.visible_versions("demo") == Words{"0r2"});
}

TEST_CASE("a release that nobody has seen yet is removed with its staged files") {
  Scene scene;
  scene.repository.hide_key("p-demo");
  scene.repository.publish("demo", "0r3", "three");
  const std::size_t with_one = staged_files(scene.repository);
  scene.repository.publish("demo", "0r4", "four");
  CHECK(staged_files(scene.repository) == with_one + 3);
  remove_release(scene.repository, "demo", "0r4");
  CHECK(staged_files(scene.repository) == with_one);
  scene.repository.restore_keys();
  scene.repository.refresh();
  CHECK(scene.repository.visible_versions("demo") == Words{"0r1", "0r2", "0r3"});
}

TEST_CASE("a staged blob that two waiting releases share goes with the second of them") {
  Scene scene;
  scene.repository.hide_key("p-demo");
  scene.repository.publish("demo", "0r3", "same");
  scene.repository.publish("demo", "0r4", "same");
  remove_release(scene.repository, "demo", "0r3");
  CHECK(staged_files(scene.repository) == 4);  // the role, the manifest and two blobs
  remove_release(scene.repository, "demo", "0r4");
  CHECK(staged_files(scene.repository) == 1);
}

TEST_CASE("a killed removal is recognised by the same request and by no other") {
  Scene scene;
  remove_silently(scene.repository, removal_of("demo", "0r1"));
  {
    const OpenRepository open(scene.repository.paths, "remove");
    CHECK(open.completed->operation == "remove demo 0r1");
    CHECK(was_just_removed(open, removal_of("demo", "0r1")));
    CHECK_FALSE(was_just_removed(open, removal_of("demo", "0r2")));
    CHECK_FALSE(was_just_removed(open, {"demo", std::nullopt, 1}));
  }
  acknowledge_transaction(scene.repository.paths);
  const OpenRepository open(scene.repository.paths, "remove");
  CHECK_FALSE(was_just_removed(open, removal_of("demo", "0r1")));
}

TEST_CASE("a published release of the same name is no removal") {
  Scene scene;
  scene.repository.publish_silently("demo", "0r3", "three");
  const OpenRepository open(scene.repository.paths, "remove");
  CHECK_FALSE(was_just_removed(open, removal_of("demo", "0r3")));
}
