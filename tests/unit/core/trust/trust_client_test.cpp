#include "core/trust/trust_client.hpp"

#include <catch2/catch.hpp>

#include "base/errors.hpp"
#include "core/trust/target_fetch.hpp"
#include "tests/support/trusting_host.hpp"

using namespace switchback;
using switchback::test::TrustingHost;
using Requests = std::vector<std::string>;

TEST_CASE("a first refresh asks for root 2, timestamp, snapshot and targets") {
  TrustingHost host;
  CHECK(host.refresh() == "ok");
  CHECK(host.requests() ==
        Requests{"2.root.json", "timestamp.json", "1.snapshot.json", "1.targets.json"});
  for (const char* role : {"root", "timestamp", "snapshot", "targets"})
    CHECK(host.stored_version(role) == 1);
}

TEST_CASE("when nothing is new a refresh takes two requests and stores nothing") {
  TrustingHost host;
  host.sim.state_hashes = GENERATE(false, true);
  host.sim.update_snapshot();
  REQUIRE(host.refresh() == "ok");
  const auto written =
      std::filesystem::last_write_time(host.directory / "trust" / "timestamp.json");
  CHECK(host.with_client([](TrustClient& client) { CHECK_FALSE(client.changed()); }) == "ok");
  CHECK(host.requests() == Requests{"2.root.json", "timestamp.json"});
  CHECK(std::filesystem::last_write_time(host.directory / "trust" / "timestamp.json") == written);
}

TEST_CASE("without consistent snapshots only roots have versions in their names") {
  TrustingHost host;
  host.sim.root.consistent_snapshot = false;
  host.sim.bump_root();
  host.sim.add_target("targets", "dir/file", "content");
  host.sim.targets().version = 2;
  host.sim.update_snapshot();
  host.with_client([&](TrustClient& client) {
    const auto target = client.find_target("dir/file");
    REQUIRE(target);
    CHECK(fetch_target(host.sim, "targets/", "dir/file", *target,
                       client.root().consistent_snapshot) == "content");
  });
  CHECK(host.requests() == Requests{"2.root.json", "3.root.json", "timestamp.json", "snapshot.json",
                                    "targets.json", "targets/dir/file"});
}

TEST_CASE("a new release costs timestamp, snapshot and what changed") {
  TrustingHost host;
  host.sim.add_delegation("targets", "p-demo", {"demo/*/*/*"});
  host.sim.add_delegation("p-demo", "p-demo-0001", {"demo/0001/*/*"});
  host.sim.targets().version = 2;
  host.sim.update_snapshot();
  const auto read_all = [](TrustClient& client) {
    client.delegated("p-demo", "targets");
    client.delegated("p-demo-0001", "p-demo");
  };
  REQUIRE(host.with_client(read_all) == "ok");

  host.sim.add_target("p-demo-0001", "demo/0001/0a1/manifest.json", "m", R"({"version":"0a1"})");
  ++host.sim.roles["p-demo-0001"].version;
  host.sim.update_snapshot();
  host.with_client([&](TrustClient& client) {
    client.delegated("p-demo", "targets");
    const auto& shard = client.delegated("p-demo-0001", "p-demo");
    CHECK(shard.targets.at("demo/0001/0a1/manifest.json").custom == R"({"version":"0a1"})");
    CHECK(client.changed());
    CHECK(client.versions() == std::map<std::string, std::uint64_t>{{"root", 1},
                                                                    {"timestamp", 3},
                                                                    {"snapshot", 3},
                                                                    {"targets", 2},
                                                                    {"p-demo", 1},
                                                                    {"p-demo-0001", 2}});
  });
  CHECK(host.requests() ==
        Requests{"2.root.json", "timestamp.json", "3.snapshot.json", "2.p-demo-0001.json"});
}

TEST_CASE("a role that was taken is verified again, from the store, when it is asked for again") {
  TrustingHost host;
  host.sim.add_delegation("targets", "a", {"a/*"});
  host.sim.add_target("a", "a/file", "x");
  host.sim.add_target("a", "b/file", "not delegated");
  host.sim.targets().version = 2;
  host.sim.update_snapshot();
  CHECK(host.with_client([&](TrustClient& client) {
    const tuf::Targets first = client.take_delegated("a", "targets");
    CHECK(first.targets.size() == 1);
    CHECK(first.targets.count("a/file") == 1);
    CHECK(client.versions().at("a") == 1);
    CHECK(client.take_delegated("a", "targets").targets == first.targets);
    CHECK(client.delegated("a", "targets").targets == first.targets);
    CHECK(client.find_target("a/file"));
  }) == "ok");
  CHECK(host.requests().size() == 5);
}

TEST_CASE("a role that was taken still counts for the earliest expiry") {
  TrustingHost host;
  host.sim.add_delegation("targets", "a", {"a/*"});
  host.sim.roles["a"].expires = host.now + std::chrono::hours(1);
  host.sim.targets().version = 2;
  host.sim.update_snapshot();
  CHECK(host.with_client([&](TrustClient& client) {
    client.take_delegated("a", "targets");
    CHECK(client.earliest_expiry() == host.now + std::chrono::hours(1));
  }) == "ok");
}

TEST_CASE("targets are found through delegations and fetched by hash") {
  TrustingHost host;
  host.sim.add_delegation("targets", "docs", {"docs/*"});
  host.sim.add_target("docs", "docs/a.md", "text");
  ++host.sim.targets().version;
  host.sim.update_snapshot();
  host.with_client([&](TrustClient& client) {
    CHECK_FALSE(client.find_target("docs/b.md"));
    CHECK_FALSE(client.find_target("other"));
    const auto target = client.find_target("docs/a.md");
    REQUIRE(target);
    CHECK(target->length == 4);
    CHECK(fetch_target(host.sim, "targets/", "docs/a.md", *target, true) == "text");
    CHECK(host.requests().back() == "targets/docs/" + Sha256::of("text").hex() + ".a.md");
  });
}

TEST_CASE("a target is found in its succinct bin, and only that bin is fetched") {
  TrustingHost host;
  host.sim.add_succinct_roles(8, "bin");
  host.sim.add_target("bin-3b", "file", "content");  // SHA-256("file") begins with 3b
  ++host.sim.targets().version;
  host.sim.update_snapshot();
  CHECK(host.search("file") == "found");
  CHECK(host.requests().back() == "1.bin-3b.json");
  CHECK(host.requests().size() == 5);
  CHECK(host.search("another file") == "not found");
}

TEST_CASE("a repository of ECDSA and RSA keys is trusted like one of ed25519 keys") {
  TrustingHost host;
  host.sim.rotate_keys("timestamp");
  host.sim.add_key("timestamp", test::make_ecdsa_signer());
  host.sim.add_key("snapshot", test::make_rsa_signer());
  host.sim.root.roles["timestamp"].threshold = 2;
  host.sim.root.roles["snapshot"].threshold = 2;
  host.sim.bump_root();
  CHECK(host.refresh() == "ok");
}

TEST_CASE("metadata is stored byte for byte as received") {
  TrustingHost host;
  host.sim.instead["timestamp.json"] = "\n " + host.sim.role_bytes("timestamp") + " \n";
  REQUIRE(host.refresh() == "ok");
  CHECK(host.stored("timestamp") == host.sim.instead["timestamp.json"]);
}

TEST_CASE("role names are quoted in URLs and in the store") {
  TrustingHost host;
  const std::string role = GENERATE("?", "#", "/delegated", "../delegated", "\xc3\xa4 b", "..");
  host.sim.add_delegation("targets", role, {"*"});
  ++host.sim.targets().version;
  host.sim.update_snapshot();
  CHECK(host.search("nothing") == "not found");
  CHECK(host.stored_version(role) == 1);
  CHECK(host.search("nothing") == "not found");
  CHECK(host.requests().size() == 2);  // read back from the store
}

TEST_CASE("without a root to start from a refresh asks nothing") {
  TrustingHost host;
  std::filesystem::remove_all(host.directory / "trust");
  CHECK(host.refresh() == "trust-not-initialised");
  CHECK(host.requests().empty());
}

TEST_CASE("trust by fingerprint takes exactly the root of that SHA-256") {
  TrustingHost host;
  const std::string& bytes = host.sim.root_bytes(1);
  CHECK(fetch_bootstrap_root(host.sim, "metadata/", Sha256::of(bytes)) == bytes);
  CHECK_THROWS_AS(fetch_bootstrap_root(host.sim, "metadata/", Sha256::of("another")), TrustError);
  CHECK_NOTHROW(check_bootstrap_root(bytes));
  host.sim.signers["root"].clear();
  host.sim.publish_root();
  CHECK_THROWS_AS(check_bootstrap_root(host.sim.root_bytes(1)), TrustError);
}

TEST_CASE("the results of a refresh are not to be had before it") {
  TrustingHost host;
  TrustClient client(host.sim, host.store);
  CHECK_THROWS_AS(client.find_target("x"), std::logic_error);
  CHECK_THROWS_AS(client.delegated("x", "targets"), std::logic_error);
  CHECK_THROWS_AS(client.versions(), std::logic_error);
}
