#include "repo-tools/steer/steer_release.hpp"

#include <catch2/catch.hpp>
#include <map>

#include "base/errors.hpp"
#include "base/files.hpp"
#include "repo-tools/repository/apply_transaction.hpp"
#include "repo-tools/repository/metadata_reader.hpp"
#include "tests/unit/repo-tools/test_repository.hpp"

using namespace switchback;
using namespace switchback::test;
namespace fs = std::filesystem;

namespace {

ReleaseName demo(const std::string& version) {
  return {"demo", *Version::parse(version)};
}

// The outcome is not told: as a run that is killed at the very end.
SteerResult steer_silently(TestRepository& repository, const std::string& version,
                           const Steering& steering, const Lifetimes& lifetimes = {}) {
  OpenRepository open(repository.paths, "steer");
  return steer_release(open, [&] { return repository.key_folder(); }, demo(version), steering,
                       {lifetimes, repository.now});
}

SteerResult steer(TestRepository& repository, const std::string& version, const Steering& steering,
                  const Lifetimes& lifetimes = {}) {
  const SteerResult result = steer_silently(repository, version, steering, lifetimes);
  acknowledge_transaction(repository.paths);
  return result;
}

// A run that must not need a key.
SteerResult steer_without_keys(TestRepository& repository, const std::string& version,
                               const Steering& steering) {
  OpenRepository open(repository.paths, "steer");
  const auto no_keys = []() -> KeyFolder { throw std::logic_error("asked for keys"); };
  return steer_release(open, no_keys, demo(version), steering, {{}, repository.now});
}

ReleaseRecord visible_record(const TestRepository& repository, const std::string& version) {
  return find_release(read_visible_metadata(repository.paths), "demo", *Version::parse(version))
      ->record;
}

// Every file of REPO and REPO.state but the lock, whose content names the last holder.
std::map<std::string, std::string> everything(const TestRepository& repository) {
  auto files = repository.published_files();
  for (const auto& entry : fs::recursive_directory_iterator(repository.paths.state()))
    if (entry.is_regular_file() && entry.path() != repository.paths.lock())
      files[entry.path().string()] = read_file(entry.path(), 1 << 24);
  return files;
}

struct TwoReleases {
  TemporaryDirectory folder;
  TestRepository repository{folder.path()};

  TwoReleases() {
    repository.init();
    repository.publish("demo", "0r1", "one");
    repository.publish("demo", "0r2", "two");
  }
};

}  // namespace

TEST_CASE("a steered release's shard says so, and nothing else that is published changes") {
  TwoReleases scene;
  TestRepository& repository = scene.repository;
  const auto before = repository.published_files();
  ReleaseRecord expected = visible_record(repository, "0r2");
  expected.yanked = "it leaks";
  repository.now += std::chrono::hours(1);
  const SteerResult result = steer(repository, "0r2", yank_because("it leaks"));
  CHECK(result.outcome == SteerOutcome::changed);
  CHECK(result.visible);
  CHECK(result.waiting.empty());
  CHECK(visible_record(repository, "0r2") == expected);
  CHECK(visible_record(repository, "0r1").yanked == std::nullopt);
  auto after = repository.published_files();
  CHECK(after.erase("metadata/3.p-demo-0001.json") == 1);
  CHECK(after.erase("metadata/4.snapshot.json") == 1);
  CHECK(after.at("metadata/timestamp.json") != before.at("metadata/timestamp.json"));
  after["metadata/timestamp.json"] = before.at("metadata/timestamp.json");
  CHECK(after == before);
  CHECK(fs::is_empty(repository.paths.staged()));
  CHECK_FALSE(fs::exists(repository.paths.transaction()));
}

TEST_CASE("every aspect can be said of one release and taken back again") {
  TwoReleases scene;
  TestRepository& repository = scene.repository;
  const ReleaseRecord plain = visible_record(repository, "0r1");
  for (const auto& steering :
       {yank_because("a"), make_barrier(), make_dead_end("b"), roll_out_to(30), pause_rollout()})
    CHECK(steer(repository, "0r1", steering).outcome == SteerOutcome::changed);
  const ReleaseRecord full = visible_record(repository, "0r1");
  CHECK(full.yanked == "a");
  CHECK(full.barrier);
  CHECK(full.dead_end == "b");
  CHECK(full.rollout == Rollout{30, true});
  for (const auto& steering :
       {take_back(SteeredAspect::yank), take_back(SteeredAspect::barrier),
        take_back(SteeredAspect::dead_end), roll_out_to(100), resume_rollout()})
    CHECK(steer(repository, "0r1", steering).outcome == SteerOutcome::changed);
  CHECK(visible_record(repository, "0r1") == plain);
}

TEST_CASE("steering a release to what it is already writes nothing and needs no key") {
  TwoReleases scene;
  TestRepository& repository = scene.repository;
  steer(repository, "0r2", yank_because("it leaks"));
  const auto before = everything(repository);
  for (const auto& steering :
       {yank_because("it leaks"), take_back(SteeredAspect::barrier), roll_out_to(100),
        resume_rollout(), take_back(SteeredAspect::dead_end)}) {
    const SteerResult result = steer_without_keys(repository, "0r2", steering);
    CHECK(result.outcome == SteerOutcome::unchanged);
    CHECK(result.visible);
  }
  CHECK(everything(repository) == before);
}

TEST_CASE("a release that is not there cannot be steered") {
  TwoReleases scene;
  for (const auto& name : {demo("0r3"), ReleaseName{"other", *Version::parse("0r1")}}) try {
      plan_steering(read_visible_metadata(scene.repository.paths), name, make_barrier());
      FAIL("planned");
    } catch (const StateError& error) {
      CHECK(error.code() == "not-found");
    }
}

TEST_CASE("a steering whose product key is elsewhere waits until refresh has the key") {
  TwoReleases scene;
  TestRepository& repository = scene.repository;
  const auto before = repository.published_files();
  repository.hide_key("p-demo");
  const SteerResult result = steer(repository, "0r2", yank_because("it leaks"));
  CHECK(result.outcome == SteerOutcome::changed);
  CHECK_FALSE(result.visible);
  REQUIRE(result.waiting.size() == 1);
  CHECK(result.waiting[0].name == "p-demo-0001");
  CHECK(repository.published_files() == before);
  const SteerResult again = steer_without_keys(repository, "0r2", yank_because("it leaks"));
  CHECK(again.outcome == SteerOutcome::unchanged);
  CHECK_FALSE(again.visible);
  CHECK(again.shard == "p-demo-0001");
  repository.restore_keys();
  repository.refresh();
  CHECK(visible_record(repository, "0r2").yanked == "it leaks");
  CHECK_FALSE(fs::exists(repository.paths.pending()));
}

TEST_CASE("a release that waits for signatures itself can be steered before anybody sees it") {
  TwoReleases scene;
  TestRepository& repository = scene.repository;
  repository.hide_key("p-demo");
  repository.publish("demo", "0r3", "three");
  CHECK_FALSE(steer(repository, "0r3", roll_out_to(10)).visible);
  repository.restore_keys();
  repository.refresh();
  CHECK(visible_record(repository, "0r3").rollout == Rollout{10, false});
  // Its files waited with it.
  const auto files = repository.published_files();
  CHECK(files.count("targets/demo/blobs/" + Sha256::of("bundle of three").hex()) == 1);
  CHECK(files.count("targets/demo/blobs/" + Sha256::of("index of three").hex()) == 1);
}

TEST_CASE("a steered sealed shard stays sealed, for ten years from then, and others stay as old") {
  const TemporaryDirectory folder;
  TestRepository repository(folder.path());
  repository.init();
  {
    OpenRepository open(repository.paths, "publish");
    KeyFolder keys = repository.key_folder();
    std::vector<PreparedRelease> releases;
    for (int i = 1; i <= 65; ++i)
      releases.push_back(prepare(open, "demo", "0r" + std::to_string(i),
                                 "content " + std::to_string(i), repository.now));
    publish_releases(open, keys, releases, {{}, repository.now});
  }
  acknowledge_transaction(repository.paths);
  repository.now += std::chrono::hours(24 * 100);
  steer(repository, "0r7", make_dead_end("reinstall"));
  const RepositoryMetadata metadata = read_visible_metadata(repository.paths);
  const auto& sealed = metadata.role("p-demo-0001").content;
  CHECK(sealed.targets.size() == kReleasesPerShard);
  CHECK(sealed.version == 2);
  CHECK(sealed.expires - repository.now == std::chrono::hours(24 * 3650));
  CHECK(metadata.role("p-demo-0002").content.version == 1);
  CHECK(metadata.role("p-demo").content.version == 1);
  CHECK(visible_record(repository, "0r7").dead_end == "reinstall");
}

TEST_CASE("what is signed now lives as long as was asked for") {
  TwoReleases scene;
  Lifetimes lifetimes;
  lifetimes.set("shard=30d");
  lifetimes.set("timestamp=1d");
  steer(scene.repository, "0r1", make_barrier(), lifetimes);
  const RepositoryMetadata metadata = read_visible_metadata(scene.repository.paths);
  CHECK(metadata.role("p-demo-0001").content.expires - scene.repository.now ==
        std::chrono::hours(24 * 30));
  CHECK(metadata.timestamp.content.expires - scene.repository.now == std::chrono::hours(24));
}

TEST_CASE("what a newer program says in the record stays when an older one steers") {
  TwoReleases scene;
  TestRepository& repository = scene.repository;
  {
    OpenRepository open(repository.paths, "edit");
    KeyFolder keys = repository.key_folder();
    SignerPool signers(keys);
    TargetsRole& shard = open.metadata().role("p-demo-0001");
    for (auto& [path, target] : shard.content.targets)
      target.custom.insert(1, R"("aurora":{"x":1},)");
    shard.edit();
    CommitRequest request;
    request.now = repository.now;
    commit_changes(open.paths, open.staging, open.metadata(), signers, request);
  }
  acknowledge_transaction(repository.paths);
  steer(repository, "0r2", yank_because("it leaks"));
  steer(repository, "0r2", take_back(SteeredAspect::yank));
  const auto release =
      find_release(read_visible_metadata(repository.paths), "demo", *Version::parse("0r2"));
  CHECK_THAT(release->target.custom, Catch::Contains(R"("aurora":{"x":1})"));
  CHECK_THAT(release->target.custom, !Catch::Contains("yanked"));
}

TEST_CASE("a steering that could not say so is told when it is repeated") {
  TwoReleases scene;
  TestRepository& repository = scene.repository;
  steer_silently(repository, "0r2", yank_because("it leaks"));
  const auto before = repository.published_files();
  CHECK(steer_without_keys(repository, "0r2", yank_because("it leaks")).outcome ==
        SteerOutcome::completed_interrupted);
  // The same of another release is no repetition.
  CHECK(steer_without_keys(repository, "0r1", take_back(SteeredAspect::yank)).outcome ==
        SteerOutcome::unchanged);
  CHECK(repository.published_files() == before);
  CHECK(steer(repository, "0r2", yank_because("it burns")).outcome == SteerOutcome::changed);
  CHECK(visible_record(repository, "0r2").yanked == "it burns");
}
