#include <unistd.h>

#include <catch2/catch.hpp>

#include "base/durable.hpp"
#include "base/errors.hpp"
#include "repo-tools/repository/apply_transaction.hpp"
#include "repo-tools/retention/garbage_removal.hpp"
#include "tests/unit/repo-tools/test_removal.hpp"

using namespace switchback;
using namespace switchback::test;
namespace fs = std::filesystem;

namespace {

using Words = std::vector<std::string>;
using std::chrono::hours;

constexpr std::chrono::seconds kGrace = hours(24);
constexpr std::chrono::seconds kWhile = hours(1);  // more than a test takes

// The clock is the real one here: files have its time.
struct Scene {
  Scene() {
    repository.now = now();
    repository.init();
    repository.publish("demo", "0r1", "one");
    repository.publish("demo", "0r2", "two");
    manifest = manifest_of(repository, "demo", "0r1");
  }
  GarbagePlan plan(std::chrono::seconds later, std::chrono::seconds grace = kGrace) const {
    return plan_garbage(repository.paths, read_pending_set(repository.paths),
                        {grace, repository.now + later});
  }
  GarbageDeletion collect(const GarbagePlan& due, const std::stop_token& stop = {}) const {
    GarbageDeletion done;
    delete_garbage(repository.paths, due, stop, done);
    return done;
  }
  void remove(const std::string& version) { remove_release(repository, "demo", version); }
  fs::path operator/(const std::string& path) const { return repository.paths.root() / path; }

  TemporaryDirectory folder;
  TestRepository repository{folder.path()};
  std::string manifest;  // of 0r1
};

std::string blob_of(const std::string& text) {
  return "targets/demo/blobs/" + Sha256::of(text).hex();
}
const std::string kBundle = blob_of("bundle of one");
const std::string kIndex = blob_of("index of one");

Words paths_of(const std::vector<GarbageFile>& files) {
  Words paths;
  for (const auto& file : files) paths.push_back(file.path);
  std::sort(paths.begin(), paths.end());
  return paths;
}

Words sorted(Words paths) {
  std::sort(paths.begin(), paths.end());
  return paths;
}

}  // namespace

TEST_CASE("whatever a visible release needs is no garbage") {
  const Scene scene;
  const auto plan = scene.plan(hours(1000), hours(0));
  CHECK(plan.nothing_is_due());
  CHECK(plan.waiting.empty());
  CHECK(plan.record.empty());
}

TEST_CASE("files of a removed release wait for the grace after the removal, however old they are") {
  Scene scene;
  for (const auto& entry : fs::recursive_directory_iterator(scene / "targets"))
    fs::last_write_time(entry.path(), fs::file_time_type::clock::now() - hours(1000));
  scene.remove("0r1");
  const auto early = scene.plan(kGrace - hours(1));
  CHECK(early.due_files() == 0);
  CHECK(paths_of(early.waiting) == sorted({kBundle, kIndex, scene.manifest}));
  for (const auto& file : early.waiting) {
    CHECK(file.since >= scene.repository.now);
    CHECK(file.since < scene.repository.now + kWhile);
  }

  const auto due = scene.plan(kGrace + kWhile);
  CHECK(due.waiting.empty());
  CHECK(paths_of(due.blobs) == sorted({kBundle, kIndex}));
  CHECK(paths_of(due.manifests) == Words{scene.manifest});
  auto expected = scene.repository.published_files();
  std::uint64_t bytes = 0;
  for (const auto& path : {kBundle, kIndex, scene.manifest}) {
    bytes += expected.at(path).size();
    expected.erase(path);
  }
  CHECK(due.due_bytes() == bytes);
  scene.collect(due);
  CHECK(scene.repository.published_files() == expected);
  CHECK_FALSE(fs::exists((scene / scene.manifest).parent_path()));
  CHECK_FALSE(fs::exists(scene.repository.paths.unreferenced()));
}

TEST_CASE("empty folders that a killed run left go with the next gc, and no others") {
  Scene scene;
  const bool anything_is_due = GENERATE(false, true);
  if (anything_is_due) scene.remove("0r1");
  const Words left = {"targets/demo/0001/0r7", "targets/demo/0002/0r7~b.1"};
  const Words others = {"targets/demo/0001/x", "targets/demo/blobs/0r7",
                        "targets/demo/0001/0r8/0r9"};
  for (const auto& folders : {left, others})
    for (const auto& folder : folders) fs::create_directories(scene / folder);
  const auto plan = scene.plan(hours(0), hours(0));
  CHECK(sorted(plan.empty_folders) == left);
  CHECK_FALSE(plan.nothing_is_due());
  CHECK(scene.collect(plan).empty_folders == left.size());
  for (const auto& folder : left) CHECK_FALSE(fs::exists(scene / folder));
  for (const auto& folder : others) CHECK(fs::exists(scene / folder));
  CHECK(scene.repository.visible_versions("demo").back() == "0r2");
}

TEST_CASE("without grace files are due at once") {
  Scene scene;
  scene.remove("0r1");
  CHECK(scene.plan(hours(0), hours(0)).due_files() == 3);
}

TEST_CASE("where the record is lost or damaged the grace begins with the next gc") {
  Scene scene;
  scene.remove("0r1");
  const bool is_lost = GENERATE(true, false);
  if (is_lost)
    fs::remove(scene.repository.paths.unreferenced());
  else
    write_file_durably(scene.repository.paths.unreferenced(), "{", 0600);
  const auto first = scene.plan(hours(30));
  CHECK(first.due_files() == 0);
  CHECK(first.warnings.size() == (is_lost ? 0 : 1));
  record_garbage(scene.repository.paths, first);
  CHECK(scene.plan(hours(53)).due_files() == 0);
  CHECK(scene.plan(hours(54)).due_files() == 3);
}

TEST_CASE("a time ahead of the clock counts as now") {
  Scene scene;
  scene.remove("0r1");
  note_unreferenced(scene.repository.paths, {scene.manifest}, scene.repository.now + hours(9000));
  const auto plan = scene.plan(hours(30));
  CHECK(plan.record.at(scene.manifest) == scene.repository.now + hours(30));
}

TEST_CASE("what metadata named until a short time ago is kept whatever the record says") {
  Scene scene;
  scene.remove("0r1");
  note_unreferenced(scene.repository.paths, {scene.manifest}, scene.repository.now - hours(100));
  CHECK(scene.plan(hours(23)).due_files() == 0);
  CHECK(scene.plan(hours(25)).due_files() == 3);
}

TEST_CASE("a blob that another release shares stays until that is due too") {
  Scene scene;
  scene.repository.publish("demo", "0r3", "one");
  scene.remove("0r1");
  const auto first = scene.plan(kGrace + kWhile);
  CHECK(first.blobs.empty());
  CHECK(paths_of(first.manifests) == Words{scene.manifest});
  const std::string third = manifest_of(scene.repository, "demo", "0r3");
  scene.repository.now += hours(20);
  scene.remove("0r3");
  note_unreferenced(scene.repository.paths, {kBundle}, scene.repository.now - hours(20));
  const auto second = scene.plan(hours(5));
  CHECK(paths_of(second.manifests) == Words{scene.manifest});
  CHECK(paths_of(second.waiting) == sorted({kBundle, kIndex, third}));
}

TEST_CASE("a release that is published again is needed again") {
  Scene scene;
  scene.remove("0r1");
  scene.repository.publish("demo", "0r1", "one");
  const auto plan = scene.plan(hours(100), hours(0));
  CHECK(plan.due_files() == 0);
  CHECK(plan.record.empty());
}

TEST_CASE("what waits for signatures and what a draft mentions is needed") {
  Scene scene;
  scene.repository.hide_key("p-demo");
  SECTION("a removal that no reader sees yet") {
    scene.remove("0r1");
    CHECK(scene.plan(hours(100), hours(0)).due_files() == 0);
  }
  SECTION("a release that shares the blobs of a removed one") {
    scene.repository.restore_keys();
    scene.remove("0r1");
    scene.repository.hide_key("p-demo");
    scene.repository.publish("demo", "0r3", "one");
    CHECK(paths_of(scene.plan(hours(100)).manifests) == Words{scene.manifest});
    CHECK(scene.plan(hours(100)).blobs.empty());
  }
  SECTION("a draft that shares the blobs of a removed one") {
    scene.repository.restore_keys();
    scene.remove("0r1");
    fs::create_directories(scene.repository.paths.drafts() / "demo");
    write_file_durably(scene.repository.paths.drafts() / "demo/draft.json",
                       R"({"bundle":")" + Sha256::of("bundle of one").hex() + "\"}");
    CHECK(paths_of(scene.plan(hours(100)).blobs) == Words{kIndex});
  }
}

TEST_CASE("blobs that only the manifest of a waiting release names are needed") {
  Scene scene;
  const std::string bytes = scene.repository.published_files().at(scene.manifest);
  scene.remove("0r1");
  const Sha256Digest sha256 = Sha256::of(bytes);
  const StagedFile promoted{"targets/demo/0001/0r3/" + sha256.hex() + ".manifest.json",
                            bytes.size(), sha256};
  const fs::path staged = scene.repository.paths.staged() / promoted.staged_name();
  write_file_durably(staged, bytes);
  const auto plan = [&] {
    return plan_garbage(scene.repository.paths, {{}, {{promoted, "p-demo-0001"}}},
                        {kGrace, scene.repository.now + hours(100)});
  };
  CHECK(plan().blobs.empty());
  CHECK(paths_of(plan().manifests) == Words{scene.manifest});
  write_file_durably(staged, "{}");
  CHECK_THROWS_AS(plan(), StateError);
}

TEST_CASE("a stranger's files are left alone and counted") {
  const Scene scene;
  const Words strangers{"targets/notes.txt", "targets/demo/blobs/notes",
                        "targets/demo/0001/0r1/manifest.json",
                        "targets/Demo/blobs/" + std::string(64, 'a'),
                        "targets/demo/0001/1.0/" + std::string(64, 'a') + ".manifest.json"};
  for (const auto& path : strangers) {
    fs::create_directories((scene / path).parent_path());
    write_file_durably(scene / path, "x");
  }
  fs::create_symlink("nowhere", scene / ("targets/demo/blobs/" + std::string(64, 'b')));
  const auto plan = scene.plan(hours(100), hours(0));
  CHECK(plan.strangers == strangers.size() + 1);
  CHECK(plan.due_files() == 0);
}

TEST_CASE("a blob of no release, and what a killed copy left, are garbage") {
  const Scene scene;
  const std::string blob = blob_of("lost");
  for (const auto& path : {blob, blob + ".tmp.77.0"}) write_file_durably(scene / path, "lost");
  const auto plan = scene.plan(hours(0));
  CHECK(paths_of(plan.waiting) == Words{blob, blob + ".tmp.77.0"});
  record_garbage(scene.repository.paths, plan);
  CHECK(paths_of(scene.plan(kGrace + kWhile).blobs) == Words{blob, blob + ".tmp.77.0"});
}

TEST_CASE("a repository whose manifest is damaged is not collected") {
  Scene scene;
  scene.remove("0r2");
  write_file_durably(scene / scene.manifest, "{}");
  try {
    scene.plan(hours(100));
    FAIL("planned");
  } catch (const StateError& error) {
    CHECK(error.code() == "damage");
  }
}

TEST_CASE("metadata that alone names a removed release stays as long as its files") {
  Scene scene;
  scene.remove("0r1");
  for (int i = 1; i <= 12; ++i) scene.repository.publish("demo", "1a" + std::to_string(i));
  const std::string voucher = "metadata/2.p-demo-0001.json";  // 0r1 and 0r2
  scene.repository.now += hours(48);
  scene.repository.publish("demo", "1r1");
  CHECK(fs::exists(scene / voucher));
  CHECK_FALSE(fs::exists(scene / "metadata/1.p-demo-0001.json"));
  CHECK_FALSE(fs::exists(scene / "metadata/3.p-demo-0001.json"));
  const auto plan = scene.plan(hours(0));
  CHECK(paths_of(plan.metadata) == Words{voucher});
  scene.collect(plan);
  CHECK_FALSE(fs::exists(scene / voucher));
  CHECK_FALSE(fs::exists(scene / scene.manifest));
}

TEST_CASE("an interrupted gc has deleted only garbage, and the next one goes on") {
  Scene scene;
  scene.remove("0r1");
  const auto plan = scene.plan(kGrace + kWhile);
  SECTION("before the first file") {
    std::stop_source stop;
    stop.request_stop();
    CHECK_THROWS_AS(scene.collect(plan, stop.get_token()), Interrupted);
    CHECK(scene.plan(kGrace + kWhile).due_files() == 3);
  }
  SECTION("between blobs and manifests") {
    for (const auto& blob : plan.blobs) ::unlink((scene / blob.path).c_str());
    CHECK(paths_of(scene.plan(kGrace + kWhile).manifests) == Words{scene.manifest});
  }
  scene.collect(scene.plan(kGrace + kWhile));
  CHECK(scene.plan(kGrace + kWhile).due_files() == 0);
  CHECK(scene.repository.visible_versions("demo") == Words{"0r2"});
}

TEST_CASE("a gc that fails halfway says what it has deleted") {
  Scene scene;
  scene.remove("0r1");
  const auto plan = scene.plan(kGrace + kWhile);
  fs::remove(scene / scene.manifest);
  fs::create_directory(scene / scene.manifest);
  GarbageDeletion done;
  CHECK_THROWS_AS(delete_garbage(scene.repository.paths, plan, {}, done), StorageError);
  CHECK(done.files == 2);
  CHECK(done.bytes == plan.blobs[0].bytes + plan.blobs[1].bytes);
}

TEST_CASE("a folder in which somebody left a file stays") {
  Scene scene;
  scene.remove("0r1");
  const fs::path folder = (scene / scene.manifest).parent_path();
  write_file_durably(folder / "notes", "x");
  scene.collect(scene.plan(kGrace + kWhile));
  CHECK(fs::exists(folder / "notes"));
  CHECK_FALSE(fs::exists(scene / scene.manifest));
}
