#include "repo-tools/delta/release_deltas.hpp"

#include <catch2/catch.hpp>

#include "base/errors.hpp"
#include "repo-tools/delta/make_delta.hpp"
#include "repo-tools/publish/download_estimate.hpp"
#include "repo-tools/publish/prepare_release.hpp"
#include "repo-tools/repository/apply_transaction.hpp"
#include "repo-tools/steer/promote_release.hpp"
#include "tests/support/source_tree.hpp"
#include "tests/unit/repo-tools/delta/delta_scene.hpp"

using namespace switchback;
using namespace switchback::test;
namespace fs = std::filesystem;

TEST_CASE("a release names the delta from the newest older one, in manifest and record") {
  DeltaScene scene;
  CHECK(scene.publish("0r1", "one").empty());
  CHECK(scene.publish("0r2", "two").empty());
  CHECK(scene.publish("0r3", "three").empty());
  CHECK(scene.deltas_to("0r1").empty());
  CHECK(scene.deltas_to("0r2") == "0r1");
  REQUIRE(scene.deltas_to("0r3") == "0r2");
  const ReleaseManifest manifest = scene.manifest("0r3");
  const DeltaReference& delta = manifest.deltas.front();
  CHECK(scene.release("0r3").record.deltas == std::vector<DeltaOffer>{delta.offer});
  CHECK(delta.from_list_sha256 == scene.manifest("0r2").index.list_sha256);
  CHECK(fs::file_size(scene.blob(delta.offer.sha256)) == delta.offer.length);
  CHECK(delta.offer.length < 10'000);
  CHECK(scene.damage().empty());
  CHECK_FALSE(fs::exists(scene.repository.paths.work()));
}

TEST_CASE("as many deltas are made as were asked for") {
  DeltaScene scene;
  for (const char* text : {"0r1", "0r2", "0r3"}) scene.publish(text, text, 0);
  CHECK(scene.deltas_to("0r3").empty());
  scene.publish("0r4", "four", 2);
  CHECK(scene.deltas_to("0r4") == "0r3 0r2");
  scene.publish("0r5", "five", 16);
  CHECK(scene.deltas_to("0r5") == "0r4 0r3 0r2 0r1");
}

TEST_CASE("hosts of every channel that sees the release get a delta from what they have") {
  DeltaScene scene;
  for (const char* text : {"0r1", "0b2", "0a3"}) scene.publish(text, text, 0);
  scene.publish("0r3", "three");
  CHECK(scene.deltas_to("0r3") == "0r1 0b2 0a3");
  scene.publish("0b4", "four");
  CHECK(scene.deltas_to("0b4") == "0r3");
  scene.publish("0r4", "five", 2);
  CHECK(scene.deltas_to("0r4") == "0r3 0r1 0b4");
}

TEST_CASE("the same trees give the same delta") {
  DeltaScene scenes[2];
  for (auto& scene : scenes) {
    scene.publish("0r1", "one");
    scene.publish("0r2", "two");
  }
  CHECK(scenes[0].manifest("0r2").deltas == scenes[1].manifest("0r2").deltas);
}

TEST_CASE("a delta that is not clearly smaller than frames is told and not published") {
  CHECK(is_clearly_smaller(89, 100));
  CHECK_FALSE(is_clearly_smaller(90, 100));
  CHECK_FALSE(is_clearly_smaller(1, 1));
  DeltaScene scene;
  scene.publish("0r1", "one");
  const auto missing = scene.publish("0r2", "other");
  REQUIRE(missing.size() == 1);
  CHECK(missing.front().from == version("0r1"));
  CHECK_FALSE(missing.front().is_failure);
  CHECK(missing.front().why.find("KiB, and frames are") != std::string::npos);
  CHECK(scene.deltas_to("0r2").empty());
  CHECK(scene.damage().empty());
}

TEST_CASE("a release with the same tree needs no delta and does not count") {
  DeltaScene scene;
  scene.publish("0r1", "one");
  scene.publish("0r2", "two");
  scene.publish("0r3", "two");
  CHECK(scene.deltas_to("0r3") == "0r1");
}

TEST_CASE("a promoted release shares the delta that leads on from the other one") {
  DeltaScene scene;
  scene.publish("0r1", "one");
  scene.publish("0b2", "two");
  {
    OpenRepository open(scene.repository.paths, "promote");
    promote_release(open, [&] { return scene.repository.key_folder(); },
                    {"demo", version("0b2"), version("0r2")},
                    {scene.repository.lifetimes, scene.repository.now});
  }
  acknowledge_transaction(scene.repository.paths);
  CHECK(scene.deltas_to("0r2") == "0r1");
  CHECK(scene.release("0r2").record.deltas == scene.release("0b2").record.deltas);
  scene.publish("0r3", "three");
  CHECK(scene.deltas_to("0r3") == "0r2 0b2");
  const auto deltas = scene.manifest("0r3").deltas;
  REQUIRE(deltas.size() == 2);
  CHECK(deltas[0].offer.sha256 == deltas[1].offer.sha256);
  CHECK(scene.damage().empty());
}

TEST_CASE("a batch has deltas from its own earlier releases") {
  DeltaScene scene;
  scene.publish("0r1", "one");
  scene.publish({{"0r2", "two"}, {"0r4", "four"}, {"0r3", "three"}});
  CHECK(scene.deltas_to("0r2") == "0r1");
  CHECK(scene.deltas_to("0r4") == "0r2");
  CHECK(scene.deltas_to("0r3") == "0r2");
  CHECK(scene.damage().empty());
}

TEST_CASE("an older release that is damaged costs its delta, not the publication") {
  DeltaScene scene;
  scene.publish("0r1", "one");
  scene.publish("0r2", "two");
  fs::resize_file(scene.blob(scene.manifest("0r2").bundle.sha256), 1000);
  const auto missing = scene.publish("0r3", "three");
  REQUIRE(missing.size() == 1);
  CHECK(missing.front().from == version("0r2"));
  CHECK(missing.front().is_failure);
  CHECK(scene.deltas_to("0r3") == "0r1");
  CHECK_FALSE(fs::exists(scene.repository.paths.work()));
}

TEST_CASE("making deltas stops when it is asked to, and leaves no trees") {
  DeltaScene scene;
  scene.publish("0r1", "one");
  OpenRepository open(scene.repository.paths, "publish");
  NullProgress progress;
  PreviousBundles previous(open, {});
  const ReleaseSource source{"demo", version("0r2"), scene.tree("two"), std::nullopt};
  auto release = prepare_release(open, previous, source,
                                 {BundleLevel::fast, 0, scene.repository.now, {}}, progress);
  std::stop_source stop;
  stop.request_stop();
  CHECK_THROWS_AS(add_deltas(open, {}, release, source.tree, {1, 0, stop.get_token()}, progress),
                  Interrupted);
  CHECK_FALSE(fs::exists(scene.repository.paths.work()));
}

TEST_CASE("a tree that changes while its delta is made is not published") {
  DeltaScene scene;
  scene.publish("0r1", "one");
  OpenRepository open(scene.repository.paths, "publish");
  NullProgress progress;
  PreviousBundles previous(open, {});
  const ReleaseSource source{"demo", version("0r2"), scene.tree("two"), std::nullopt};
  auto release = prepare_release(open, previous, source,
                                 {BundleLevel::fast, 0, scene.repository.now, {}}, progress);
  std::string big = content_of(source.tree / "lib/big");
  big[50'001] = 'X';
  put_file(source.tree / "lib/big", big);
  try {
    add_deltas(open, {}, release, source.tree, {}, progress);
    FAIL("nothing was noticed");
  } catch (const StateError& error) {
    CHECK(error.code() == "state");
  }
  CHECK(release.deltas.empty());
  CHECK_FALSE(fs::exists(scene.repository.paths.work()));
}

TEST_CASE("what a host downloads is the delta where there is one") {
  DeltaScene scene;
  scene.publish("0r1", "one");
  scene.publish("0r2", "two");
  const auto one = scene.manifest("0r1");
  const auto two = scene.manifest("0r2");
  const auto choice = download_choice(scene.repository.paths, one, two);
  REQUIRE(choice.by_delta);
  CHECK(choice.best() == DownloadEstimate{two.deltas.front().offer.length, 1});
  CHECK(choice.by_frames == estimate_download(scene.repository.paths, one, two));
  CHECK(describe(choice).find(" % of frames") != std::string::npos);
  const auto back = download_choice(scene.repository.paths, two, one);
  CHECK(back.best() == back.by_frames);
  CHECK(describe(back) == "frames");
}
