#include "repo-tools/repository/removed_versions.hpp"

#include <catch2/catch.hpp>

#include "base/errors.hpp"
#include "repo-tools/draft/draft_store.hpp"
#include "repo-tools/draft/release_draft.hpp"
#include "repo-tools/repository/metadata_reader.hpp"
#include "repo-tools/steer/promote_release.hpp"
#include "tests/unit/repo-tools/test_removal.hpp"

using namespace switchback;
using namespace switchback::test;
namespace fs = std::filesystem;

namespace {

using Words = std::vector<std::string>;
using std::chrono::hours;

Version version(const std::string& text) {
  return *Version::parse(text);
}

// 0r1 was removed an hour ago.
struct Scene {
  Scene() {
    repository.init();
    repository.publish("demo", "0r1", "one");
    repository.publish("demo", "0r2", "two");
    repository.now += hours(1);
    remove_release(repository, "demo", "0r1");
    repository.now += hours(1);
  }
  std::string refusal(const std::string& product, const std::string& text,
                      const std::string& content) {
    const auto before = repository.published_files();
    try {
      repository.publish(product, text, content);
    } catch (const StateError& error) {
      CHECK(repository.published_files() == before);
      return error.code() + ": " + error.what() + "; " + error.next_step();
    }
    return "";
  }

  TemporaryDirectory folder;
  TestRepository repository{folder.path()};
};

// A shard that says so of its removed versions.
tuf::Targets shard_saying(const std::string& member) {
  tuf::Targets shard;
  shard.extra = R"({"x-other":1,"x-switchback-removed":)" + member + "}";
  return shard;
}

}  // namespace

TEST_CASE("a removed version does not come back with other content") {
  Scene scene;
  CHECK(scene.refusal("demo", "0r1", "other") ==
        "exists: demo 0r1 was another release until it was removed 2026-11-23T19:30:00Z: hosts may "
        "have that; publish the tree as another version, or as 0r1+1");
  CHECK(scene.refusal("demo", "0r1+1", "other").empty());
  CHECK(scene.refusal("other", "0r1", "other").empty());
  CHECK(scene.repository.visible_versions("demo") == Words{"0r2", "0r1+1"});
}

TEST_CASE("the release that was removed may come back, be removed again, and is remembered") {
  Scene scene;
  for (int times = 0; times < 2; ++times) {
    CHECK(scene.refusal("demo", "0r1", "one").empty());
    CHECK(scene.repository.visible_versions("demo").back() == "0r1");
    scene.repository.now += hours(1);
    remove_release(scene.repository, "demo", "0r1");
    CHECK(scene.refusal("demo", "0r1", "other").starts_with("exists"));
  }
}

TEST_CASE("what was removed is remembered without REPO.state, and after its files are gone") {
  Scene scene;
  fs::remove_all(scene.repository.paths.state() / "log");
  fs::remove_all(scene.repository.paths.unreferenced());
  fs::remove_all(scene.repository.paths.root() / "targets/demo/0001/0r1");
  for (int i = 0; i < 12; ++i) {
    scene.repository.now += hours(24 * 40);  // superseded metadata is pruned
    scene.repository.refresh();
  }
  CHECK(scene.refusal("demo", "0r1", "other").starts_with("exists"));
}

TEST_CASE("neither a draft nor a promotion takes a removed version") {
  Scene scene;
  OpenRepository open(scene.repository.paths, "release");
  const auto keys = [&] { return scene.repository.key_folder(); };
  const PublishOptions options{{}, scene.repository.now};
  save_draft(open.paths, prepare(open, "demo", "0r1", "other", scene.repository.now));
  const auto before = scene.repository.published_files();
  CHECK_THROWS_WITH(release_draft(open, keys, {"demo", version("0r1")}, options),
                    Catch::Contains("was removed"));
  CHECK_THROWS_WITH(promote_release(open, keys, {"demo", version("0r2"), version("0r1")}, options),
                    Catch::Contains("was removed"));
  CHECK(scene.repository.published_files() == before);
}

TEST_CASE("a removal that waits for a key is remembered when readers see it, and not before") {
  Scene scene;
  TestRepository& repository = scene.repository;
  repository.hide_key("p-demo");
  remove_release(repository, "demo", "0r2");
  CHECK_FALSE(find_removed(read_visible_metadata(repository.paths), "demo", version("0r2")));
  CHECK(scene.refusal("demo", "0r2", "other").starts_with("exists"));
  repository.restore_keys();
  repository.refresh();
  CHECK(find_removed(read_visible_metadata(repository.paths), "demo", version("0r2")));
}

TEST_CASE("a release that no reader ever saw leaves its version free") {
  Scene scene;
  scene.repository.hide_key("p-demo");
  scene.repository.publish("demo", "0r3", "three");
  remove_release(scene.repository, "demo", "0r3");
  scene.repository.restore_keys();
  CHECK(scene.refusal("demo", "0r3", "other").empty());
}

TEST_CASE("a removed release keeps its place, so that no shard grows without bound") {
  Scene scene;  // a release, and one that was removed
  auto metadata = read_visible_metadata(scene.repository.paths);
  tuf::Targets& shard = metadata.role("p-demo-0001").content;
  const RemovedVersion removed{std::string(64, 'a'), Timestamp{}, Timestamp{}};
  for (std::size_t i = 3; i < kReleasesPerShard; ++i)
    note_removed_version(shard, version("0r" + std::to_string(i)), removed);
  CHECK(places_taken("", shard) == kReleasesPerShard - 1);
  CHECK(kind_of(metadata, "p-demo-0001") == RoleKind::shard);
  CHECK(open_shard(metadata, "demo").name == "0001");
  note_removed_version(shard, version("0r64"), removed);
  CHECK(kind_of(metadata, "p-demo-0001") == RoleKind::sealed_shard);
  CHECK(open_shard(metadata, "demo").name == "0002");
}

TEST_CASE("other members that a shard has stay when a release is removed") {
  tuf::Targets shard;
  shard.extra = R"({"x-other":1})";
  const RemovedVersion removed{std::string(64, 'a'), Timestamp{}, Timestamp{} + hours(1)};
  note_removed_version(shard, version("0r1+a"), removed);
  note_removed_version(shard, version("0r2"), removed);
  CHECK(removed_versions(shard) == RemovedVersions{{"0r1+a", removed}, {"0r2", removed}});
  CHECK(shard.extra.find(R"("x-other":1)") != std::string::npos);
}

TEST_CASE("removed versions that cannot be read are one clear error") {
  const std::string digest = "\"manifest\":\"" + std::string(64, 'a') + "\"";
  const std::string times =
      R"("published":"2026-01-01T00:00:00Z","removed":"2026-01-01T00:00:00Z")";
  CHECK(removed_versions(shard_saying("{\"0r1\":{" + digest + "," + times + "}}")).size() == 1);
  for (const std::string& member :
       {std::string("[]"), std::string("7"), std::string("{\"0r1\":1}"),
        "{\"0r1\":{" + times + "}}", "{\"0r1\":{" + digest + "}}",
        "{\"..\":{" + digest + "," + times + "}}", "{\"0r1\":{\"manifest\":\"aa\"," + times + "}}",
        "{\"0r1\":{" + digest + R"(,"published":"x","removed":"2026-01-01T00:00:00Z"}})"}) {
    CAPTURE(member);
    CHECK_THROWS_AS(removed_versions(shard_saying(member)), TrustError);
    try {
      places_taken("p-demo-0001", shard_saying(member));
      FAIL("read");
    } catch (const StateError& error) {
      CHECK(error.code() == "damage");
      CHECK_THAT(error.what(), Catch::Contains("p-demo-0001"));
    }
  }
}
