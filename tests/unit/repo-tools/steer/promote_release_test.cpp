#include "repo-tools/steer/promote_release.hpp"

#include <catch2/catch.hpp>

#include "base/errors.hpp"
#include "repo-tools/publish/published_manifest.hpp"
#include "repo-tools/repository/apply_transaction.hpp"
#include "repo-tools/repository/metadata_reader.hpp"
#include "repo-tools/steer/steer_release.hpp"
#include "tests/unit/repo-tools/test_removal.hpp"

using namespace switchback;
using namespace switchback::test;
namespace fs = std::filesystem;

namespace {

Promotion promotion(const std::string& from, const std::string& to) {
  return {"demo", *Version::parse(from), *Version::parse(to)};
}

PromotedRelease promote_silently(TestRepository& repository, const Promotion& promotion) {
  OpenRepository open(repository.paths, "promote");
  return promote_release(open, [&] { return repository.key_folder(); }, promotion,
                         {{}, repository.now});
}

PromotedRelease promote(TestRepository& repository, const Promotion& promotion) {
  PromotedRelease result = promote_silently(repository, promotion);
  acknowledge_transaction(repository.paths);
  return result;
}

void steer(TestRepository& repository, const std::string& version, const Steering& steering) {
  OpenRepository open(repository.paths, "steer");
  steer_release(open, [&] { return repository.key_folder(); }, {"demo", *Version::parse(version)},
                steering, {{}, repository.now});
  acknowledge_transaction(repository.paths);
}

std::string refusal(TestRepository& repository, const Promotion& promotion) {
  const auto before = repository.published_files();
  std::string code;
  try {
    promote(repository, promotion);
  } catch (const Error& error) {
    code = error.code();
  }
  CHECK(repository.published_files() == before);
  return code;
}

struct Beta {
  TemporaryDirectory folder;
  TestRepository repository{folder.path()};

  Beta() {
    repository.init();
    repository.publish("demo", "0b3", "beta");
  }
  ReleaseManifest manifest(const std::string& version) const {
    const auto release =
        find_release(read_visible_metadata(repository.paths), "demo", *Version::parse(version));
    return read_manifest(repository.paths, *release);
  }
};

}  // namespace

TEST_CASE("a promoted release has a manifest of its own over the same blobs") {
  Beta scene;
  TestRepository& repository = scene.repository;
  steer(repository, "0b3", make_dead_end("wait for 0r3"));
  const auto before = repository.published_files();
  repository.now += std::chrono::hours(5);
  CHECK(promote(repository, promotion("0b3", "0r3")).result.outcome == PublishOutcome::published);
  CHECK(repository.visible_versions("demo") == std::vector<std::string>{"0b3", "0r3"});
  ReleaseManifest expected = scene.manifest("0b3");
  expected.version = *Version::parse("0r3");
  expected.published = repository.now;
  CHECK(encode_manifest(scene.manifest("0r3")) == encode_manifest(expected));
  const auto metadata = read_visible_metadata(repository.paths);
  CHECK(find_release(metadata, "demo", expected.version)->record == record_of(expected));
  CHECK(find_release(metadata, "demo", *Version::parse("0b3"))->record.dead_end == "wait for 0r3");
  std::vector<std::string> added;
  for (const auto& [path, bytes] : repository.published_files())
    if (before.count(path) == 0 && path.starts_with("targets/")) added.push_back(path);
  REQUIRE(added.size() == 1);
  CHECK_THAT(added[0], Catch::StartsWith("targets/demo/0001/0r3/"));
}

TEST_CASE("a promotion that cannot be is refused, and nothing changes") {
  Beta scene;
  TestRepository& repository = scene.repository;
  repository.publish("demo", "0r1", "one");
  CHECK(refusal(repository, promotion("0b3", "0b3")) == "usage");
  CHECK(refusal(repository, promotion("0b3", "0r1")) == "exists");
  CHECK(refusal(repository, promotion("0b4", "0r4")) == "not-found");
  steer(repository, "0b3", yank_because("it leaks"));
  CHECK(refusal(repository, promotion("0b3", "0r3")) == "yanked");
  steer(repository, "0b3", take_back(SteeredAspect::yank));
  CHECK(promote(repository, promotion("0b3", "0r3")).result.outcome == PublishOutcome::published);
}

TEST_CASE("a release whose blob is gone is not promoted") {
  Beta scene;
  fs::remove(scene.repository.paths.root() / "targets/demo/blobs" /
             Sha256::of("index of beta").hex());
  CHECK(refusal(scene.repository, promotion("0b3", "0r3")) == "damage");
}

TEST_CASE("a removed version is promoted to with its own tree alone, and asking first says so") {
  Beta scene;
  TestRepository& repository = scene.repository;
  promote(repository, promotion("0b3", "0r3"));
  remove_release(repository, "demo", "0r3");
  repository.publish("demo", "0b4", "four");
  const auto asked = [&](const std::string& from) {
    return promoted_manifest(repository.paths, read_visible_metadata(repository.paths),
                             promotion(from, "0r3"), repository.now);
  };
  CHECK_THROWS_AS(asked("0b4"), StateError);
  CHECK(refusal(repository, promotion("0b4", "0r3")) == "exists");
  CHECK(asked("0b3").version == *Version::parse("0r3"));
  CHECK(promote(repository, promotion("0b3", "0r3")).result.outcome == PublishOutcome::published);
}

TEST_CASE("a promotion waits for a key that is elsewhere, and cannot itself be promoted then") {
  Beta scene;
  TestRepository& repository = scene.repository;
  repository.hide_key("p-demo");
  const auto before = repository.published_files();
  const PublishResult result = promote(repository, promotion("0b3", "0r3")).result;
  CHECK(result.outcome == PublishOutcome::waiting);
  REQUIRE(result.waiting.size() == 1);
  CHECK(repository.published_files() == before);
  CHECK(refusal(repository, promotion("0b3", "0r3")) == "exists");
  CHECK(refusal(repository, promotion("0r3", "0r4")) == "state");
  repository.restore_keys();
  repository.refresh();
  CHECK(repository.visible_versions("demo").size() == 2);
  CHECK(scene.manifest("0r3").bundle == scene.manifest("0b3").bundle);
}

TEST_CASE("what waits when a release is promoted is not lost") {
  Beta scene;
  TestRepository& repository = scene.repository;
  repository.hide_key("p-demo");
  repository.publish("demo", "0b4", "four");
  promote(repository, promotion("0b3", "0r3"));
  repository.restore_keys();
  repository.refresh();
  CHECK(repository.visible_versions("demo") == std::vector<std::string>{"0b3", "0r3", "0b4"});
  CHECK(repository.published_files().count("targets/demo/blobs/" +
                                           Sha256::of("bundle of four").hex()) == 1);
}

TEST_CASE("a promotion that could not say so is told when it is repeated") {
  Beta scene;
  TestRepository& repository = scene.repository;
  promote_silently(repository, promotion("0b3", "0r3"));
  const auto before = repository.published_files();
  CHECK(promote(repository, promotion("0b3", "0r3")).result.outcome ==
        PublishOutcome::completed_interrupted);
  CHECK(repository.published_files() == before);
  CHECK(refusal(repository, promotion("0b3", "0r3")) == "exists");
}

TEST_CASE("the first release of a full shard's product to be promoted opens the next shard") {
  Beta scene;
  TestRepository& repository = scene.repository;
  for (int i = 4; i < 67; ++i) {
    repository.now += std::chrono::seconds(1);
    promote(repository, promotion("0b3", "0b" + std::to_string(i)));
  }
  repository.now += std::chrono::seconds(1);
  CHECK(promote(repository, promotion("0b3", "0r3")).result.outcome == PublishOutcome::published);
  const auto metadata = read_visible_metadata(repository.paths);
  CHECK(metadata.role("p-demo-0001").content.targets.size() == kReleasesPerShard);
  CHECK(find_release(metadata, "demo", *Version::parse("0r3"))->shard.name == "0002");
}
