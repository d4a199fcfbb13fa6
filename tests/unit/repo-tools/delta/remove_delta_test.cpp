#include "repo-tools/delta/remove_delta.hpp"

#include <catch2/catch.hpp>

#include "base/errors.hpp"
#include "repo-tools/repository/apply_transaction.hpp"
#include "repo-tools/retention/garbage_removal.hpp"
#include "tests/unit/repo-tools/delta/delta_scene.hpp"
#include "tests/unit/repo-tools/test_removal.hpp"

using namespace switchback;
using namespace switchback::test;
namespace fs = std::filesystem;

namespace {

RemovedDelta remove(DeltaScene& scene, const std::string& from, const std::string& to) {
  RemovedDelta removed;
  {
    OpenRepository open(scene.repository.paths, "remove delta");
    const DeltaPair pair{"demo", version(from), version(to)};
    removed = remove_delta(open, [&] { return scene.repository.key_folder(); }, pair,
                           plan_delta_removal(scene.repository.paths, open.metadata(), pair),
                           {scene.repository.lifetimes, scene.repository.now});
  }
  acknowledge_transaction(scene.repository.paths);
  return removed;
}

void publish_two_with_deltas(DeltaScene& scene) {
  scene.publish("0r1", "one", 0);
  scene.publish("0r2", "two", 0);
  scene.publish("0r3", "three", 2);
  REQUIRE(scene.deltas_to("0r3") == "0r2 0r1");
}

}  // namespace

TEST_CASE("a delta is removed from manifest and record, once, and may be added again") {
  DeltaScene scene;
  publish_two_with_deltas(scene);
  const ReleaseManifest before = scene.manifest("0r3");
  const RemovedDelta removed = remove(scene, "0r1", "0r3");
  CHECK(removed.outcome == DeltaRemovalOutcome::removed);
  CHECK(removed.delta == before.deltas[1].offer);
  CHECK(scene.deltas_to("0r3") == "0r2");
  CHECK(scene.release("0r3").record.deltas.size() == 1);
  CHECK(release_identity(scene.manifest("0r3")) == release_identity(before));
  CHECK(scene.damage().empty());
  const auto files = scene.repository.published_files();
  CHECK(remove(scene, "0r1", "0r3").outcome == DeltaRemovalOutcome::absent);
  CHECK(scene.repository.published_files() == files);
  CHECK(scene.add("0r1", "0r3").delta == before.deltas[1].offer);
}

TEST_CASE("gc deletes a removed delta when its grace is over, and no other") {
  DeltaScene scene;
  publish_two_with_deltas(scene);
  const auto deltas = scene.manifest("0r3").deltas;
  remove(scene, "0r1", "0r3");
  const auto collect = [&](Timestamp now) {
    OpenRepository open(scene.repository.paths, "gc");
    GarbageDeletion done;
    delete_garbage(open.paths,
                   plan_garbage(open.paths, open.view.pending, {std::chrono::hours(24), now}), {},
                   done);
  };
  collect(scene.repository.now + std::chrono::hours(23));
  CHECK(fs::exists(scene.blob(deltas[1].offer.sha256)));
  collect(scene.repository.now + std::chrono::hours(25));
  CHECK_FALSE(fs::exists(scene.blob(deltas[1].offer.sha256)));
  CHECK(fs::exists(scene.blob(deltas[0].offer.sha256)));
  CHECK(scene.damage().empty());
}

TEST_CASE("a delta from a release that was removed can be removed") {
  DeltaScene scene;
  publish_two_with_deltas(scene);
  remove_release(scene.repository, "demo", "0r1");
  CHECK(remove(scene, "0r1", "0r3").outcome == DeltaRemovalOutcome::removed);
  CHECK(scene.deltas_to("0r3") == "0r2");
}

TEST_CASE("a delta that waits for signatures is removed without a trace") {
  DeltaScene scene;
  scene.publish("0r1", "one", 0);
  scene.publish("0r2", "two", 0);
  const auto before = scene.repository.published_files();
  scene.repository.hide_key("p-demo");
  const Sha256Digest delta = scene.add("0r1", "0r2").delta.sha256;
  CHECK_FALSE(remove(scene, "0r1", "0r2").visible);
  scene.repository.restore_keys();
  scene.repository.refresh();
  CHECK(scene.deltas_to("0r2").empty());
  CHECK_FALSE(fs::exists(scene.blob(delta)));
  CHECK(scene.damage().empty());
}

TEST_CASE("there is nothing to remove from a release that is not published") {
  DeltaScene scene;
  scene.publish("0r1", "one", 0);
  CHECK_THROWS_AS(remove(scene, "0r1", "0r9"), StateError);
}
