// What the publisher writes is what the client reads: the two never meet in code, here they do.
#include <catch2/catch.hpp>

#include "base/errors.hpp"
#include "base/files.hpp"
#include "core/transport/file_fetcher.hpp"
#include "core/trust/directory_store.hpp"
#include "core/trust/target_fetch.hpp"
#include "core/trust/trust_client.hpp"
#include "manifest-schema/release_manifest.hpp"
#include "manifest-schema/release_record.hpp"
#include "repo-tools/repository/release_catalog.hpp"
#include "tests/unit/repo-tools/test_repository.hpp"

using namespace switchback;
using namespace switchback::test;

namespace {

// A host that trusts 1.root.json and keeps its metadata between refreshes.
class Host {
 public:
  Host(const TestRepository& repository, const std::filesystem::path& folder)
      : repository_(repository), store_(folder) {
    store_.initialise(read_file(repository.paths.root() / metadata_file_path("root", 1), 1 << 20));
  }

  template <typename Use>
  void refresh(Use use) {
    FileFetcher fetcher(repository_.paths.root(), "repository", {});
    TrustClient client(fetcher, store_);
    client.refresh(repository_.now);
    use(client, fetcher);
    bytes = fetcher.totals().bytes;
    requests = fetcher.totals().requests;
  }
  void refresh() {
    refresh([](TrustClient&, Fetcher&) {});
  }

  std::uint64_t bytes = 0;
  std::uint64_t requests = 0;

 private:
  const TestRepository& repository_;
  DirectoryMetadataStore store_;
};

}  // namespace

TEST_CASE("a host refreshes from a published repository and fetches a manifest") {
  const TemporaryDirectory folder;
  TestRepository repository(folder.path());
  repository.init();
  repository.publish("demo", "0r1+hotfix.1", "one");
  repository.publish("other", "0r1", "two");
  Host host(repository, folder / "host");
  host.refresh([&](TrustClient& client, Fetcher& fetcher) {
    const std::string path = "demo/0001/0r1~hotfix.1/manifest.json";
    const auto target = client.find_target(path);
    REQUIRE(target);
    const ReleaseRecord record = parse_release_record(target->custom);
    CHECK(record.version.text() == "0r1+hotfix.1");
    const ReleaseManifest manifest = parse_manifest(
        fetch_target(fetcher, "targets/", path, *target, client.root().consistent_snapshot));
    CHECK(manifest.version == record.version);
    CHECK_FALSE(client.find_target("demo/0001/0r2/manifest.json"));
    CHECK(client.delegated("p-demo-0001", "p-demo").targets.size() == 1);
  });
}

TEST_CASE("a host follows publications, renewals and new roots") {
  const TemporaryDirectory folder;
  TestRepository repository(folder.path());
  repository.init();
  Host host(repository, folder / "host");
  for (int i = 1; i <= 3; ++i) {
    repository.publish("demo", "0r" + std::to_string(i));
    repository.now += std::chrono::hours(24 * 250);
    repository.refresh();
    host.refresh([&](TrustClient& client, Fetcher&) {
      for (int j = 1; j <= i; ++j)
        CHECK(client.find_target("demo/0001/0r" + std::to_string(j) + "/manifest.json"));
    });
  }
  host.refresh([](TrustClient& client, Fetcher&) { CHECK(client.root().version == 2); });
}

TEST_CASE("metadata that nobody refreshed expires for a host") {
  const TemporaryDirectory folder;
  TestRepository repository(folder.path());
  repository.init();
  Host host(repository, folder / "host");
  repository.now += std::chrono::hours(24 * 14 + 1);
  CHECK_THROWS_AS(host.refresh(), TrustError);
  repository.refresh();
  CHECK_NOTHROW(host.refresh());
}

TEST_CASE("with 10,000 releases one more costs a host at most 64 KiB, and nothing new 2 KiB") {
  const TemporaryDirectory folder;
  TestRepository repository(folder.path());
  repository.init();
  repository.publish("demo", "0r0");
  {
    OpenRepository open(repository.paths, "test");
    for (unsigned i = 1; i < 64 * 157; ++i) {
      ReleaseRecord record;
      record.version = Version{0, i, ReleaseType::release, ""};
      record.published = repository.now;
      record.min_version = Version{0, 1, ReleaseType::alpha, ""};
      record.upgrades_from = ">=0a1";
      record.sizes = {123'456'789, 1'234'567, 1'234'567'890, 123'456};
      record.deltas = {{Version{0, i - 1, ReleaseType::release, ""}, 1'234'567, Sha256Digest{}}};
      tuf::TargetFile target{
          123'456, {{"sha256", std::string(64, 'a')}}, encode_release_record(record)};
      const Shard shard = open_shard(open.metadata(), "demo");
      add_release(open.metadata(), shard, manifest_target_path("demo", shard.name, record.version),
                  std::move(target));
    }
    KeyFolder keys = repository.key_folder();
    SignerPool signers(keys);
    CommitRequest request{"test", "", {}, {}, repository.now, false};
    commit_changes(repository.paths, open.staging, open.metadata(), signers, request);
  }
  Host host(repository, folder / "host");
  const auto read_newest = [](TrustClient& client, Fetcher&) {
    const auto& shards = client.delegated("p-demo", "targets").delegations->roles;
    CHECK(shards.size() >= 157);
    CHECK_FALSE(client.delegated(shards.back().name, "p-demo").targets.empty());
  };
  host.refresh(read_newest);
  repository.publish("demo", "1r1", "new");  // opens a shard: the most expensive kind
  host.refresh(read_newest);
  CHECK(host.bytes <= 64 * 1024);
  CHECK(host.bytes > 10'000);
  repository.publish("demo", "1r2", "newer");
  host.refresh(read_newest);
  CHECK(host.bytes <= 64 * 1024);
  host.refresh(read_newest);
  CHECK(host.requests == 2);
  CHECK(host.bytes <= 2048);
}
