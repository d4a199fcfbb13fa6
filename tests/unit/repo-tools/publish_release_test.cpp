#include "repo-tools/publish/publish_release.hpp"

#include <sys/stat.h>

#include <catch2/catch.hpp>

#include "base/errors.hpp"
#include "manifest-schema/canonical_json.hpp"
#include "manifest-schema/tuf/parse.hpp"
#include "repo-tools/publish/publishable_names.hpp"
#include "repo-tools/repository/apply_transaction.hpp"
#include "repo-tools/repository/metadata_reader.hpp"
#include "repo-tools/repository/release_catalog.hpp"
#include "tests/unit/repo-tools/test_repository.hpp"

using namespace switchback;
using namespace switchback::test;
namespace fs = std::filesystem;

namespace {

unsigned mode_of(const fs::path& path) {
  struct stat info {};
  REQUIRE(::lstat(path.c_str(), &info) == 0);
  return info.st_mode & 07777U;
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("a published release is visible with its record, manifest and blobs") {
  const TemporaryDirectory folder;
  TestRepository repository(folder.path());
  repository.init();
  CHECK(repository.publish("demo", "0r1+hotfix.4").outcome == PublishOutcome::published);
  const auto releases = releases_of(read_visible_metadata(repository.paths), "demo");
  REQUIRE(releases.size() == 1);
  CHECK(releases[0].target_path == "demo/0001/0r1~hotfix.4/manifest.json");
  CHECK(releases[0].record.published == repository.now);
  const auto files = repository.published_files();
  const std::string sha256 = releases[0].target.hashes.at("sha256");
  const std::string manifest =
      files.at("targets/demo/0001/0r1~hotfix.4/" + sha256 + ".manifest.json");
  CHECK(Sha256::of(manifest).hex() == sha256);
  CHECK(manifest.size() == releases[0].target.length);
  CHECK(files.at("targets/demo/blobs/" + Sha256::of("bundle of content").hex()) ==
        "bundle of content");
  CHECK(fs::is_empty(repository.paths.staged()));
  CHECK_FALSE(fs::exists(repository.paths.transaction()));
}

TEST_CASE("all metadata has the one canonical form and versions without gaps") {
  const TemporaryDirectory folder;
  TestRepository repository(folder.path());
  repository.init();
  repository.publish("demo", "0r1");
  repository.publish("demo", "0r2");
  const auto files = repository.published_files();
  for (const auto& [path, bytes] : files)
    if (path.rfind("metadata/", 0) == 0) CHECK(is_canonical_json(bytes));
  for (const char* path :
       {"metadata/1.root.json", "metadata/1.targets.json", "metadata/2.targets.json",
        "metadata/1.p-demo.json", "metadata/1.p-demo-0001.json", "metadata/2.p-demo-0001.json",
        "metadata/3.snapshot.json", "metadata/timestamp.json"})
    CHECK(files.count(path) == 1);
  CHECK(files.count("metadata/2.p-demo.json") == 0);
  CHECK(files.count("metadata/3.targets.json") == 0);
}

TEST_CASE("the snapshot lists shards by their version alone") {
  const TemporaryDirectory folder;
  TestRepository repository(folder.path());
  repository.init();
  repository.publish("demo", "0r1");
  const auto snapshot = read_visible_metadata(repository.paths).snapshot.content;
  CHECK(snapshot.meta.at("p-demo-0001.json") == tuf::MetaFile{1, std::nullopt, {}});
  CHECK(snapshot.meta.at("p-demo.json").length);
  CHECK(snapshot.meta.at("targets.json").hashes.count("sha256") == 1);
}

TEST_CASE("a product is a terminating role with a key of its own, its shards use that key") {
  const TemporaryDirectory folder;
  TestRepository repository(folder.path());
  repository.init();
  repository.publish("demo", "0r1");
  const RepositoryMetadata metadata = read_visible_metadata(repository.paths);
  const auto& product = metadata.role("targets").content.delegations->roles.at(0);
  CHECK(product.name == "p-demo");
  CHECK(product.terminating);
  CHECK(product.paths == Names{"demo/*/*/*"});
  const auto& shard = metadata.role("p-demo").content.delegations->roles.at(0);
  CHECK(shard.name == "p-demo-0001");
  CHECK(shard.terminating);
  CHECK(shard.paths == Names{"demo/0001/*/*"});
  CHECK(shard.key_ids == product.key_ids);
  CHECK(product.key_ids != metadata.root.content.roles.at("targets").key_ids);
}

TEST_CASE("after 64 releases a shard is sealed for ten years and never written again") {
  const TemporaryDirectory folder;
  TestRepository repository(folder.path());
  repository.init();
  for (int i = 1; i <= 66; ++i) {
    repository.now += std::chrono::seconds(1);
    repository.publish("demo", "0a" + std::to_string(i));
  }
  const RepositoryMetadata metadata = read_visible_metadata(repository.paths);
  const auto& sealed = metadata.role("p-demo-0001").content;
  const auto& open = metadata.role("p-demo-0002").content;
  CHECK(sealed.targets.size() == 64);
  CHECK(sealed.version == 64);
  CHECK(sealed.expires - repository.now > std::chrono::hours(24 * 3640));
  CHECK(open.targets.size() == 2);
  CHECK(open.targets.count("demo/0002/0a65/manifest.json") == 1);
  CHECK(open.expires - repository.now < std::chrono::hours(24 * 366));
  CHECK(metadata.role("p-demo").content.version == 2);
  CHECK(repository.visible_versions("demo").size() == 66);
  CHECK(repository.visible_versions("demo").back() == "0a66");
}

TEST_CASE("a version that exists is refused with the same and with other content") {
  const TemporaryDirectory folder;
  TestRepository repository(folder.path());
  repository.init();
  repository.publish("demo", "0r1", "one");
  const auto before = repository.published_files();
  CHECK_THROWS_AS(repository.publish("demo", "0r1", "one"), StateError);
  CHECK_THROWS_AS(repository.publish("demo", "0r1", "two"), StateError);
  CHECK(repository.published_files() == before);
  CHECK(repository.publish("other", "0r1", "one").outcome == PublishOutcome::published);
}

TEST_CASE("a publication that could not say so is told when it is repeated") {
  const TemporaryDirectory folder;
  TestRepository repository(folder.path());
  repository.init();
  repository.publish_silently("demo", "0r1", "one");
  const auto before = repository.published_files();
  CHECK_THROWS_AS(repository.publish_silently("demo", "0r1", "two"), StateError);
  CHECK(repository.publish("demo", "0r1", "one").outcome == PublishOutcome::completed_interrupted);
  CHECK(repository.published_files() == before);
  CHECK_THROWS_AS(repository.publish("demo", "0r1", "one"), StateError);
}

TEST_CASE("equal content of two versions is stored once") {
  const TemporaryDirectory folder;
  TestRepository repository(folder.path());
  repository.init();
  repository.publish("demo", "0r1", "same");
  repository.publish("demo", "0r2", "same");
  CHECK(repository.visible_versions("demo") == Names{"0r1", "0r2"});
  std::size_t blobs = 0;
  for (const auto& [path, bytes] : repository.published_files())
    blobs += path.find("/blobs/") != std::string::npos;
  CHECK(blobs == 2);
}

TEST_CASE("a damaged blob in the place of an equal one is never overwritten") {
  const TemporaryDirectory folder;
  TestRepository repository(folder.path());
  repository.init();
  repository.publish("demo", "0r1", "same");
  const fs::path blob =
      repository.paths.root() / "targets/demo/blobs" / Sha256::of("bundle of same").hex();
  fs::resize_file(blob, 3);
  CHECK_THROWS_AS(repository.publish("demo", "0r2", "same"), StateError);
  CHECK(fs::file_size(blob) == 3);
}

TEST_CASE("a product name that collides with a shard's role is refused or goes round it") {
  const TemporaryDirectory folder;
  TestRepository repository(folder.path());
  repository.init();
  repository.publish("demo", "0r1");
  CHECK_THROWS_AS(repository.publish("demo-0001", "0r1"), ConfigError);
  repository.publish("late-0001", "0r1");
  repository.publish("late", "0r1");
  const auto late = releases_of(read_visible_metadata(repository.paths), "late");
  REQUIRE(late.size() == 1);
  CHECK(late[0].shard.name == "0002");
}

TEST_CASE("published files are 0644, folders 0755 and the state 0700 whatever the umask") {
  const TemporaryDirectory folder;
  const mode_t before = ::umask(GENERATE(mode_t{0}, mode_t{077}));
  TestRepository repository(folder.path());
  repository.init();
  repository.publish("demo", "0r1");
  ::umask(before);
  for (const auto& entry : fs::recursive_directory_iterator(repository.paths.root()))
    CHECK(mode_of(entry.path()) == (entry.is_directory() ? 0755U : 0644U));
  CHECK(mode_of(repository.paths.root()) == 0755U);
  CHECK(mode_of(repository.paths.state()) == 0700U);
  CHECK(mode_of(repository.paths.lock()) == 0600U);
}

TEST_CASE("a second publisher is told who holds the lock") {
  const TemporaryDirectory folder;
  TestRepository repository(folder.path());
  repository.init();
  const OpenRepository held(repository.paths, "publish demo 0r1");
  try {
    const OpenRepository second(repository.paths, "refresh");
    FAIL("not locked");
  } catch (const StateError& error) {
    CHECK(error.code() == "locked");
    CHECK_THAT(error.what(), Catch::Contains("publish demo 0r1"));
  }
}

TEST_CASE("metadata that somebody changed in REPO is never built upon") {
  const TemporaryDirectory folder;
  TestRepository repository(folder.path());
  repository.init();
  repository.publish("demo", "0r1");
  const fs::path shard = repository.paths.metadata() / "1.p-demo-0001.json";
  std::string bytes = repository.published_files().at("metadata/1.p-demo-0001.json");
  bytes.replace(bytes.find("\"barrier\":false"), 15, "\"barrier\":true ");
  fs::remove(shard);
  std::FILE* file = std::fopen(shard.c_str(), "w");
  std::fwrite(bytes.data(), 1, bytes.size(), file);
  std::fclose(file);
  CHECK_THROWS_AS(repository.publish("demo", "0r2"), StateError);
}

TEST_CASE("several releases become visible in one step") {
  const TemporaryDirectory folder;
  TestRepository repository(folder.path());
  repository.init();
  {
    OpenRepository open(repository.paths, "publish");
    KeyFolder keys = repository.key_folder();
    std::vector<PreparedRelease> releases;
    for (int i = 1; i <= 70; ++i)
      releases.push_back(prepare(open, "demo", "0r" + std::to_string(i),
                                 "content " + std::to_string(i), repository.now));
    releases.push_back(prepare(open, "other", "0r1", "content", repository.now));
    CHECK(publish_releases(open, keys, releases, {{}, repository.now}).outcome ==
          PublishOutcome::published);
    CHECK_THROWS_AS(require_publishable(open.view.metadata, {{"new", *Version::parse("0r1")},
                                                             {"new", *Version::parse("0r1")}}),
                    ConfigError);
  }
  const RepositoryMetadata metadata = read_visible_metadata(repository.paths);
  CHECK(metadata.snapshot.content.version == 2);
  CHECK(metadata.role("p-demo-0001").content.targets.size() == 64);
  CHECK(metadata.role("p-demo-0002").content.targets.size() == 6);
  CHECK(repository.visible_versions("other") == Names{"0r1"});
}

TEST_CASE("a change of one product reads no other product's shards, and leaves them as they are") {
  const TemporaryDirectory folder;
  TestRepository repository(folder.path());
  repository.init();
  repository.publish("demo", "0r1");
  repository.publish("tool", "0r1");
  const RepositoryMetadata metadata =
      read_visible_metadata(repository.paths, std::set<std::string>{"tool"});
  CHECK(metadata.roles.count("p-tool-0001") == 1);
  CHECK(metadata.roles.count("p-demo") == 1);
  CHECK(metadata.roles.count("p-demo-0001") == 0);
  CHECK(products_of(metadata) == Names{"demo", "tool"});
}

TEST_CASE("a product does not take the name of a shard that has not been read") {
  const TemporaryDirectory folder;
  TestRepository repository(folder.path());
  repository.init();
  repository.publish("demo", "0r1");
  RepositoryMetadata metadata =
      read_visible_metadata(repository.paths, std::set<std::string>{"demo-0001"});
  CHECK_THROWS_AS(add_product(metadata, "demo-0001", metadata.root.content.keys.begin()->second),
                  ConfigError);
}

TEST_CASE("a killed publication is completed where no other rollout is asked for") {
  const TemporaryDirectory folder;
  TestRepository repository(folder.path());
  repository.init();
  const auto publish = [&](const std::optional<Rollout>& rollout,
                           const std::string& content = "one") {
    OpenRepository open(repository.paths, "publish");
    KeyFolder keys = repository.key_folder();
    PreparedRelease release = prepare(open, "demo", "0r1", content, repository.now);
    release.rollout = rollout;
    return publish_releases(open, keys, {release}, {repository.lifetimes, repository.now}).outcome;
  };
  CHECK(publish(Rollout{20, false}) == PublishOutcome::published);
  const auto metadata = read_visible_metadata(repository.paths);
  CHECK(releases_of(metadata, "demo").at(0).record.rollout == Rollout{20, false});
  CHECK(publish(Rollout{20, false}) == PublishOutcome::completed_interrupted);
  for (const auto& other : {Rollout{20, true}, Rollout{21, false}, Rollout{}})
    CHECK_THROWS_AS(publish(other), StateError);
  CHECK_THROWS_AS(publish(std::nullopt, "two"), StateError);
  CHECK_THROWS_AS(publish(Rollout{20, false}, "two"), StateError);
  CHECK(publish(std::nullopt) == PublishOutcome::completed_interrupted);
  CHECK(releases_of(read_visible_metadata(repository.paths), "demo").at(0).record.rollout ==
        Rollout{20, false});
}
