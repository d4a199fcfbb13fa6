// What a host reads of a product with many shards, as the publisher writes them.
#include <algorithm>
#include <catch2/catch.hpp>
#include <functional>

#include "base/files.hpp"
#include "base/progress.hpp"
#include "manifest-schema/shard_range.hpp"
#include "repo-tools/repository/release_catalog.hpp"
#include "repo-tools/verify/verify_repository.hpp"
#include "switchback/host.hpp"
#include "tests/unit/repo-tools/test_repository.hpp"
#include "updater/engine/repository_client.hpp"

using namespace switchback;
using namespace switchback::test;

namespace {

constexpr unsigned kShards = 6;
constexpr unsigned kReleases = kShards * kReleasesPerShard - 10;  // 0r0, 0r1, ...

Version release(unsigned minor) {
  return Version{0, minor, ReleaseType::release, ""};
}

class ManyReleases {
 public:
  ManyReleases() : repository_(folder_.path()) {
    repository_.now = now();
    repository_.init();
    repository_.publish("demo", "0r0");
    edit([&](RepositoryMetadata& metadata) {
      for (unsigned i = 1; i < kReleases; ++i) add(metadata, i);
    });
    InitRequest request;
    request.root = folder_ / "app";
    request.repositories = {"file://" + repository_.paths.root().string() + "/"};
    request.product = "demo";
    request.trusted_root =
        read_file(repository_.paths.root() / metadata_file_path("root", 1), 1 << 20);
    Host::init(request);
  }

  void edit(const std::function<void(RepositoryMetadata&)>& change) {
    OpenRepository open(repository_.paths, "test");
    change(open.metadata());
    KeyFolder keys = repository_.key_folder();
    SignerPool signers(keys);
    CommitRequest request{"test", "", {}, {}, repository_.now, false};
    commit_changes(repository_.paths, open.staging, open.metadata(), signers, request);
  }

  void edit_product(const std::function<void(ShardRanges&)>& change) {
    edit([&](RepositoryMetadata& metadata) {
      TargetsRole& role = metadata.role("p-demo");
      ShardRanges ranges = parse_shard_ranges(role.content.extra);
      change(ranges);
      role.content.extra = ranges.empty() ? "" : with_shard_ranges(role.content.extra, ranges);
      role.edit();
    });
  }

  // Versions that a host knows after reading what is wanted, and in how many requests.
  struct Reading {
    std::size_t releases = 0;
    std::uint64_t requests = 0;
    bool operator==(const Reading&) const = default;
  };
  Reading read(const ShardsWanted& wanted) {
    const Layout layout(folder_ / "app");
    Session session{layout, {}, FileLog(layout.update_log()), StateStore::open(layout.state_db()),
                    {},     {}};
    RepositoryClient client(session, RepositoryClient::Writes::none);  // nothing is kept
    client.refresh(repository_.now, wanted);
    return {client.releases().size(), client.totals().requests};
  }

  Host host() { return Host::open(folder_ / "app"); }
  VerifyReport verify() {
    NullProgress progress;
    return verify_repository(repository_.paths.root(), {repository_.now, std::nullopt, 1, {}},
                             progress);
  }

 private:
  void add(RepositoryMetadata& metadata, unsigned minor) const {
    ReleaseRecord record;
    record.version = release(minor);
    record.published = repository_.now;
    record.security = minor == 5;
    record.sizes = {1, 1, 1, 1};
    tuf::TargetFile target{1, {{"sha256", std::string(64, 'a')}}, encode_release_record(record)};
    const Shard shard = open_shard(metadata, "demo");
    add_release(metadata, shard, manifest_target_path("demo", shard.name, record.version),
                std::move(target));
  }

  TemporaryDirectory folder_;
  TestRepository repository_;
};

ShardsWanted for_upgrade_from(unsigned minor) {
  HostFacts facts;
  facts.product = "demo";
  facts.installed = release(minor);
  return shards_for(facts, ResolveRequest{});
}

std::size_t in_open_shard() {
  return kReleases % kReleasesPerShard;
}

}  // namespace

TEST_CASE("a host reads the shards that can matter to it, and no others") {
  ManyReleases many;
  const auto everything = many.read(all_shards());
  CHECK(everything.releases == kReleases);
  const std::uint64_t fixed = everything.requests - kShards;  // root, timestamp, ..., product
  const auto expect = [&](const ShardsWanted& wanted, std::size_t sealed) {
    CHECK(many.read(wanted) ==
          ManyReleases::Reading{in_open_shard() + sealed * kReleasesPerShard, fixed + 1 + sealed});
  };
  expect(for_upgrade_from(kReleases - 1), 0);
  expect(for_upgrade_from(kReleasesPerShard * 4 + 3), 1);
  expect(for_upgrade_from(kReleasesPerShard * 3), 2);
  expect(for_upgrade_from(0), kShards - 1);
  expect(shards_with(release(100)), 1);
  expect(shards_between(release(70), release(130)), 2);
  expect(shards_between(std::nullopt, release(3)), 1);
}

TEST_CASE("check, why and changelog tell the same whatever was read") {
  ManyReleases many;
  const CheckResult first = many.host().check(true);
  CHECK(first.available == release(kReleases - 1));
  CHECK(first.security);  // 0r5: a shard that may have one is read
  UpdateRequest question;
  question.kind = UpdateRequest::Kind::install;
  CHECK(many.host().explain(question).candidates.size() == kReleases);
  const CheckResult again = many.host().check();
  CHECK(again.requests == first.requests);
  CHECK(many.host().check().requests == 2);  // what was read is kept
}

TEST_CASE("of a product that says nothing about its shards everything is read") {
  ManyReleases many;
  many.edit_product([](ShardRanges& ranges) {
    CHECK(ranges.size() == kShards - 1);
    ranges.clear();
  });
  CHECK(many.read(for_upgrade_from(kReleases - 1)).releases == kReleases);
}

TEST_CASE("a shard that has more than is said about it is refused where it is read") {
  ManyReleases many;
  many.edit_product([](ShardRanges& ranges) {
    ranges.at("0003").highest.begin()->second = release(kReleasesPerShard * 2 + 5);
  });
  CHECK_NOTHROW(many.read(for_upgrade_from(kReleases - 1)));
  try {
    many.read(all_shards());
    FAIL("accepted");
  } catch (const TrustError& error) {
    CHECK(error.code() == "trust-mix-and-match");
    CHECK_THAT(error.what(), Catch::Contains("p-demo-0003"));
  }
  const auto findings = many.verify().findings;
  CHECK(std::any_of(findings.begin(), findings.end(), [](const VerifyFinding& finding) {
    return finding.problem.find("not what p-demo says about it") != std::string::npos;
  }));
}

TEST_CASE("what is said about a sealed shard outlives steering and removal") {
  ManyReleases many;
  const auto before = many.read(for_upgrade_from(kReleases - 1));
  many.edit([](RepositoryMetadata& metadata) {
    TargetsRole& shard = metadata.role("p-demo-0002");
    shard.content.targets.erase(manifest_target_path("demo", "0002", release(127)));
    tuf::TargetFile& target =
        shard.content.targets.at(manifest_target_path("demo", "0002", release(100)));
    ReleaseRecord record = parse_release_record(target.custom);
    record.yanked = "it leaks";
    record.barrier = true;
    target.custom = encode_release_record(record);
    shard.edit();
  });
  CHECK(many.read(for_upgrade_from(kReleases - 1)) == before);
  CHECK(many.read(all_shards()).releases == kReleases - 1);
}
