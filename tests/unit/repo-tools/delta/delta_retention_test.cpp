// Which blobs and manifests of deltas are kept, deleted and checked.

#include <catch2/catch.hpp>

#include "repo-tools/publish/published_manifest.hpp"
#include "repo-tools/repository/apply_transaction.hpp"
#include "repo-tools/retention/garbage_removal.hpp"
#include "tests/support/source_tree.hpp"
#include "tests/unit/repo-tools/delta/delta_scene.hpp"
#include "tests/unit/repo-tools/test_removal.hpp"

using namespace switchback;
using namespace switchback::test;
namespace fs = std::filesystem;
using std::chrono::hours;

namespace {

// Runs `gc` with a grace of 24 hours.
GarbagePlan collect(DeltaScene& scene) {
  OpenRepository open(scene.repository.paths, "gc");
  const auto plan = plan_garbage(open.paths, open.view.pending, {hours(24), scene.repository.now});
  GarbageDeletion done;
  delete_garbage(open.paths, plan, {}, done);
  return plan;
}

fs::path manifest_file(const DeltaScene& scene, const std::string& text) {
  const CatalogEntry release = scene.release(text);
  return scene.repository.paths.root() /
         manifest_file_path(release.target_path, release.target.hashes.at("sha256"));
}

void change_byte(const fs::path& path, std::size_t at) {
  std::string bytes = content_of(path);
  bytes[at] = static_cast<char>(bytes[at] ^ 1);
  put_file(path, bytes);
}

}  // namespace

TEST_CASE("gc keeps a delta as long as its release, and deletes it with it") {
  DeltaScene scene;
  scene.publish("0r1", "one");
  scene.publish("0r2", "two");
  const auto blob = scene.blob(scene.manifest("0r2").deltas.front().offer.sha256);
  scene.repository.now += hours(48);
  CHECK(collect(scene).due_files() == 0);
  CHECK(fs::exists(blob));
  remove_release(scene.repository, "demo", "0r1");  // hosts that have it still go on from there
  scene.repository.now += hours(25);
  collect(scene);
  CHECK(fs::exists(blob));
  remove_release(scene.repository, "demo", "0r2");
  CHECK(collect(scene).blobs.empty());
  scene.repository.now += hours(25);
  collect(scene);
  CHECK_FALSE(fs::exists(blob));
}

TEST_CASE("the manifest that a delta replaced goes when its grace is over, its blobs stay") {
  DeltaScene scene;
  scene.publish("0r1", "one", 0);
  scene.publish("0r2", "two", 0);
  const fs::path replaced = manifest_file(scene, "0r2");
  scene.add("0r1", "0r2");
  REQUIRE(manifest_file(scene, "0r2") != replaced);
  CHECK(scene.damage().empty());
  scene.repository.now += hours(23);
  CHECK(collect(scene).due_files() == 0);
  CHECK(fs::exists(replaced));
  CHECK(scene.damage().empty());
  scene.repository.now += hours(2);
  const GarbagePlan plan = collect(scene);
  CHECK(plan.manifests.size() == 1);
  CHECK(plan.blobs.empty());
  CHECK_FALSE(fs::exists(replaced));
  CHECK(fs::exists(manifest_file(scene, "0r2")));
  CHECK(scene.damage().empty());
}

TEST_CASE("verify finds a damaged, a missing and an unnamed delta") {
  DeltaScene scene;
  scene.publish("0r1", "one");
  scene.publish("0r2", "two");
  const DeltaReference delta = scene.manifest("0r2").deltas.front();
  const fs::path blob = scene.blob(delta.offer.sha256);
  const std::string whole = content_of(blob);
  change_byte(blob, 3);
  CHECK(scene.damage().find("has another header than its manifest says") != std::string::npos);
  put_file(blob, whole);
  change_byte(blob, whole.size() - 1);
  CHECK(scene.damage().find("is not the one in its header") != std::string::npos);
  put_file(blob, whole + "x");
  CHECK(scene.damage().find(" bytes, not ") != std::string::npos);
  fs::remove(blob);
  CHECK(scene.damage().find("is missing") != std::string::npos);
  put_file(blob, whole);
  CHECK(scene.damage().empty());
  put_file(scene.blob(Sha256::of("stranger")), "stranger");
  CHECK(scene.damage().find("is named by no metadata") != std::string::npos);
}

TEST_CASE("the blobs of a manifest are named once each") {
  DeltaScene scene;
  scene.publish("0r1", "one");
  scene.publish("0r2", "two");
  ReleaseManifest manifest = scene.manifest("0r2");
  CHECK(named_blobs(manifest).size() == 3);
  manifest.deltas.push_back(manifest.deltas.front());
  manifest.deltas.back().offer.from = version("0b1");
  CHECK(named_blobs(manifest).size() == 3);
}
