#include "repo-tools/report/repository_stats.hpp"

#include <catch2/catch.hpp>

#include "repo-tools/repository/metadata_reader.hpp"
#include "repo-tools/repository/release_catalog.hpp"
#include "tests/unit/repo-tools/test_repository.hpp"

using namespace switchback;
using namespace switchback::test;

namespace {

struct Scene {
  RepositoryStats stats(const std::string& product = {}) const {
    return repository_stats(repository.paths, read_visible_metadata(repository.paths), product);
  }
  void yank(const std::string& version) {
    OpenRepository open(repository.paths, "yank");
    auto release = *find_release(open.metadata(), "demo", *Version::parse(version));
    release.record.yanked = "bad";
    release.target.custom = encode_release_record(release.record);
    add_release(open.metadata(), release.shard, release.target_path, release.target);
    KeyFolder keys = repository.key_folder();
    SignerPool signers(keys);
    CommitRequest request;
    request.operation = "yank demo " + version;
    request.now = repository.now;
    commit_changes(open.paths, open.staging, open.metadata(), signers, request);
  }
  TemporaryDirectory folder;
  TestRepository repository{folder.path()};
};

std::string newest(const ProductStats& stats, Channel channel) {
  const auto& version = stats.channels.at(channel).newest;
  return version ? version->text() : "none";
}

}  // namespace

TEST_CASE("releases are counted by channel, and shared blobs once") {
  Scene scene;
  scene.repository.init();
  scene.repository.publish("demo", "0a1", "one");
  scene.repository.publish("demo", "0b2", "three");
  scene.repository.publish("demo", "0b1", "one");
  scene.repository.publish("other", "0r7", "one");
  const RepositoryStats stats = scene.stats();
  REQUIRE(stats.products.size() == 2);
  const ProductStats& demo = stats.products[0];
  CHECK(demo.product == "demo");
  CHECK(demo.releases == 3);
  CHECK(demo.channels.at(Channel::alpha).releases == 1);
  CHECK(demo.channels.at(Channel::beta).releases == 2);
  CHECK(demo.channels.at(Channel::stable).releases == 0);
  CHECK(newest(demo, Channel::alpha) == "0b2");
  CHECK(newest(demo, Channel::beta) == "0b2");
  CHECK(newest(demo, Channel::stable) == "none");
  const std::uint64_t one = std::string("bundle of one").size();
  const std::uint64_t three = std::string("bundle of three").size();
  CHECK(demo.bundle_bytes == 2 * one + three);
  CHECK(demo.index_bytes == 2 * (one - 1) + three - 1);
  CHECK(demo.blobs == 4);
  CHECK(demo.blob_bytes == one + three + one - 1 + three - 1);
  CHECK(newest(stats.products[1], Channel::stable) == "0r7");
  CHECK(scene.stats("other").products.size() == 1);
}

TEST_CASE("a yanked release is counted and is the newest of no channel") {
  Scene scene;
  scene.repository.init();
  scene.repository.publish("demo", "0r1", "one");
  scene.repository.publish("demo", "0r2", "two");
  scene.yank("0r2");
  const ProductStats demo = scene.stats().products.at(0);
  CHECK(demo.releases == 2);
  CHECK(demo.yanked == 1);
  CHECK(newest(demo, Channel::stable) == "0r1");
}

TEST_CASE("the next expiry is the soonest of a product's roles, and of all roles") {
  Scene scene;
  scene.repository.init();
  CHECK(scene.stats().products.empty());
  CHECK(scene.stats().next_expiry.role == "timestamp");
  scene.repository.lifetimes.set("shard=30d");
  scene.repository.publish("demo", "0r1");
  scene.repository.lifetimes.set("shard=3d");
  scene.repository.publish("other", "0r1");
  const RepositoryStats stats = scene.stats();
  CHECK(stats.products[0].next_expiry.role == "p-demo-0001");
  CHECK(stats.products[0].next_expiry.expires ==
        scene.repository.now + std::chrono::hours(24 * 30));
  CHECK(stats.next_expiry.role == "p-other-0001");
}
