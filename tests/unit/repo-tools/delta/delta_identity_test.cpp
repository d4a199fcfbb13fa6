// A release is the same one whatever deltas lead to it.

#include <catch2/catch.hpp>

#include "base/errors.hpp"
#include "repo-tools/draft/draft_store.hpp"
#include "repo-tools/draft/release_draft.hpp"
#include "repo-tools/repository/apply_transaction.hpp"
#include "tests/unit/repo-tools/delta/delta_scene.hpp"
#include "tests/unit/repo-tools/test_removal.hpp"

using namespace switchback;
using namespace switchback::test;
namespace fs = std::filesystem;

namespace {

void draft(DeltaScene& scene, const std::string& text, const std::string& edit) {
  OpenRepository open(scene.repository.paths, "draft");
  std::vector<MissingDelta> missing;
  save_draft(open.paths,
             prepare_with_deltas(open, {}, {"demo", version(text), scene.tree(edit), std::nullopt},
                                 1, scene.repository.now, missing));
}

void release(DeltaScene& scene, const std::string& text) {
  {
    OpenRepository open(scene.repository.paths, "release");
    release_draft(open, [&] { return scene.repository.key_folder(); }, {"demo", version(text)},
                  {scene.repository.lifetimes, scene.repository.now});
  }
  acknowledge_transaction(scene.repository.paths);
}

}  // namespace

TEST_CASE("deltas are no part of a release's identity") {
  DeltaScene scene;
  scene.publish("0r1", "one");
  scene.publish("0r2", "two");
  ReleaseManifest manifest = scene.manifest("0r2");
  const std::string identity = release_identity(manifest);
  manifest.deltas.clear();
  CHECK(release_identity(manifest) == identity);
  manifest.tree.bytes += 1;
  CHECK(release_identity(manifest) != identity);
}

TEST_CASE("a removed release may come back with other deltas, and not with another tree") {
  DeltaScene scene;
  scene.publish("0r1", "one");
  scene.publish("0r2", "two");
  REQUIRE(scene.deltas_to("0r2") == "0r1");
  remove_release(scene.repository, "demo", "0r2");
  CHECK_THROWS_AS(scene.publish("0r2", "three"), StateError);
  scene.publish("0r2", "two", 0);
  CHECK(scene.deltas_to("0r2").empty());
  remove_release(scene.repository, "demo", "0r2");
  scene.publish("0r2", "two", 1);
  CHECK(scene.deltas_to("0r2") == "0r1");
  CHECK(scene.damage().empty());
}

TEST_CASE("a killed publication is completed by a run that makes no deltas") {
  DeltaScene scene;
  scene.publish("0r1", "one");
  std::vector<MissingDelta> missing;
  const ReleaseSource source{"demo", version("0r2"), scene.tree("two"), std::nullopt};
  const auto publish = [&](std::size_t deltas) {
    OpenRepository open(scene.repository.paths, "publish");
    KeyFolder keys = scene.repository.key_folder();
    return publish_releases(
        open, keys, {prepare_with_deltas(open, {}, source, deltas, scene.repository.now, missing)},
        {scene.repository.lifetimes, scene.repository.now});
  };
  publish(1);  // never acknowledged
  CHECK(publish(0).outcome == PublishOutcome::completed_interrupted);
  CHECK(scene.deltas_to("0r2") == "0r1");
}

TEST_CASE("a draft keeps the deltas that were made with it") {
  DeltaScene scene;
  scene.publish("0r1", "one");
  draft(scene, "0r2", "two");
  const auto manifest = find_draft(scene.repository.paths, {"demo", version("0r2")});
  REQUIRE(manifest->deltas.size() == 1);
  const auto blob = draft_blob(scene.repository.paths, manifest->deltas.front().offer.sha256);
  CHECK(fs::exists(blob));
  draft(scene, "0r3", "three");
  CHECK(fs::exists(blob));
  release(scene, "0r2");
  CHECK_FALSE(fs::exists(blob));
  CHECK(scene.manifest("0r2").deltas == manifest->deltas);
  CHECK(scene.damage().empty());
}

TEST_CASE("a draft with a damaged delta is not released") {
  DeltaScene scene;
  scene.publish("0r1", "one");
  draft(scene, "0r2", "two");
  const auto manifest = find_draft(scene.repository.paths, {"demo", version("0r2")});
  const auto blob = draft_blob(scene.repository.paths, manifest->deltas.front().offer.sha256);
  fs::resize_file(blob, fs::file_size(blob) - 1);
  CHECK_THROWS_AS(release(scene, "0r2"), StateError);
}

TEST_CASE("a release that has got a delta since is still its draft's") {
  DeltaScene scene;
  scene.publish("0r1", "one");
  draft(scene, "0r2", "two");
  const auto kept = find_draft(scene.repository.paths, {"demo", version("0r2")});
  scene.publish("0r2", "two", 0);
  CHECK(released_before(scene.repository.paths,
                        OpenRepository(scene.repository.paths, "x").view.metadata,
                        {"demo", version("0r2")}, kept));
}
