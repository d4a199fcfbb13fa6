#include "repo-tools/delta/add_delta.hpp"

#include <catch2/catch.hpp>

#include "base/errors.hpp"
#include "repo-tools/repository/apply_transaction.hpp"
#include "repo-tools/steer/steer_release.hpp"
#include "tests/unit/repo-tools/delta/delta_scene.hpp"
#include "tests/unit/repo-tools/test_removal.hpp"

using namespace switchback;
using namespace switchback::test;
namespace fs = std::filesystem;

namespace {

void steer(TestRepository& repository, const std::string& text, const Steering& steering) {
  {
    OpenRepository open(repository.paths, "steer");
    steer_release(open, [&] { return repository.key_folder(); }, {"demo", version(text)}, steering,
                  {repository.lifetimes, repository.now});
  }
  acknowledge_transaction(repository.paths);
}

std::string refusal(DeltaScene& scene, const std::string& from, const std::string& to) {
  try {
    scene.add(from, to);
  } catch (const Error& error) {
    return error.code();
  }
  return "";
}

void publish_three(DeltaScene& scene) {
  scene.publish("0r1", "one", 0);
  scene.publish("0r2", "two", 0);
  scene.publish("0r3", "three", 0);
}

std::size_t manifests_of(const DeltaScene& scene, const std::string& shard,
                         const std::string& text) {
  std::size_t count = 0;
  for ([[maybe_unused]] const auto& entry :
       fs::directory_iterator(scene.repository.paths.root() / "targets/demo" / shard / text))
    ++count;
  return count;
}

}  // namespace

TEST_CASE("a delta is added to a release that is published, once") {
  DeltaScene scene;
  publish_three(scene);
  const ReleaseManifest before = scene.manifest("0r3");
  const AddedDelta added = scene.add("0r1", "0r3");
  CHECK(added.outcome == DeltaOutcome::added);
  CHECK(added.visible);
  CHECK(added.frames.bytes > added.delta.length);
  REQUIRE(scene.deltas_to("0r3") == "0r1");
  CHECK(scene.release("0r3").record.deltas == std::vector<DeltaOffer>{added.delta});
  ReleaseManifest after = scene.manifest("0r3");
  after.deltas.clear();
  CHECK(encode_manifest(after) == encode_manifest(before));
  CHECK(scene.damage().empty());
  CHECK_FALSE(fs::exists(scene.repository.paths.work()));

  const auto files = scene.repository.published_files();
  CHECK(scene.add("0r1", "0r3").outcome == DeltaOutcome::exists);
  CHECK(scene.repository.published_files() == files);
  scene.add("0r2", "0r3");
  CHECK(scene.deltas_to("0r3") == "0r1 0r2");
  CHECK(scene.damage().empty());
}

TEST_CASE("an added delta is the one that publish would have made") {
  DeltaScene added;
  publish_three(added);
  added.add("0r2", "0r3");
  DeltaScene published;
  published.publish("0r1", "one", 0);
  published.publish("0r2", "two", 0);
  published.publish("0r3", "three", 1);
  CHECK(added.manifest("0r3").deltas == published.manifest("0r3").deltas);
}

TEST_CASE("a delta leads downwards where it was asked for") {
  DeltaScene scene;
  publish_three(scene);
  CHECK(scene.add("0r3", "0r2").outcome == DeltaOutcome::added);
  CHECK(scene.deltas_to("0r2") == "0r3");
}

TEST_CASE("what was steered about a release outlives a delta in its sealed shard") {
  DeltaScene scene;
  publish_three(scene);
  for (int number = 4; number < 66; ++number)
    scene.repository.publish("demo", "0r" + std::to_string(number));
  REQUIRE(scene.release("0r65").shard.name == "0002");
  steer(scene.repository, "0r2", yank_because("it leaks"));
  steer(scene.repository, "0r2", roll_out_to(20));
  scene.add("0r1", "0r2");
  const ReleaseRecord record = scene.release("0r2").record;
  CHECK(scene.release("0r2").shard.name == "0001");
  CHECK(record.yanked == "it leaks");
  CHECK(record.rollout == Rollout{20, false});
  CHECK(record.deltas.size() == 1);
  steer(scene.repository, "0r2", take_back(SteeredAspect::yank));
  CHECK(scene.release("0r2").record.deltas == record.deltas);
}

TEST_CASE("what cannot have a delta is refused, and what needs none is told") {
  DeltaScene scene;
  publish_three(scene);
  scene.publish("0r4", "three", 0);
  scene.publish("0r5", "other", 0);
  const auto files = scene.repository.published_files();
  CHECK(refusal(scene, "0r1", "0r1") == "usage");
  CHECK(refusal(scene, "0r1", "0r9") == "not-found");
  CHECK(refusal(scene, "0r9", "0r1") == "not-found");
  CHECK(scene.add("0r3", "0r4").outcome == DeltaOutcome::same_tree);
  const AddedDelta useless = scene.add("0r4", "0r5");
  CHECK(useless.outcome == DeltaOutcome::not_smaller);
  CHECK(useless.delta.length > 0);
  CHECK(scene.repository.published_files() == files);
}

TEST_CASE("a release has at most as many deltas as hosts accept") {
  DeltaScene scene;
  for (int number = 1; number < 18; ++number)
    scene.publish("0r" + std::to_string(number), "tree" + std::to_string(number), 0);
  scene.publish("0r18", "last", kMaxDeltas);
  CHECK(scene.release("0r18").record.deltas.size() == kMaxDeltas);
  CHECK(refusal(scene, "0r1", "0r18") == "state");
  CHECK(scene.add("0r2", "0r18").outcome == DeltaOutcome::exists);
}

TEST_CASE("deltas wait for signatures together, and only the last manifest becomes visible") {
  DeltaScene scene;
  publish_three(scene);
  const auto before = scene.repository.published_files();
  scene.repository.hide_key("p-demo");
  for (const char* from : {"0r1", "0r2"}) {
    const AddedDelta added = scene.add(from, "0r3");
    CHECK(added.outcome == DeltaOutcome::added);
    CHECK_FALSE(added.visible);
    CHECK(added.waiting.size() == 1);
  }
  CHECK_FALSE(scene.add("0r1", "0r3").visible);
  CHECK(scene.repository.published_files() == before);
  scene.repository.restore_keys();
  scene.repository.refresh();
  CHECK(scene.deltas_to("0r3") == "0r1 0r2");
  CHECK(manifests_of(scene, "0001", "0r3") == 2);
  CHECK(scene.damage().empty());
}

TEST_CASE("a release with a delta that waits can be removed without a trace of it") {
  DeltaScene scene;
  publish_three(scene);
  scene.repository.hide_key("p-demo");
  scene.add("0r2", "0r3");
  scene.repository.restore_keys();
  remove_release(scene.repository, "demo", "0r3");
  CHECK(manifests_of(scene, "0001", "0r3") == 1);
  CHECK(scene.damage().empty());
}
