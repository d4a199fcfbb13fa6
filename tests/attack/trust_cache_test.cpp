// The store on disk is a cache, and what it lost must not help a mirror (DESIGN section 6).
#include <catch2/catch.hpp>

#include "base/durable.hpp"
#include "tests/support/trusting_host.hpp"

using namespace switchback;
using switchback::test::TrustingHost;

namespace {

void damage(TrustingHost& host, const std::string& file) {
  const std::string bytes =
      GENERATE(as<std::string>{}, "", "{", "{\"signatures\":[],\"signed\":{}}",
               std::string("\0\0\0\0", 4), std::string(6'000'000, ' '));
  write_file_atomically(host.directory / "trust" / file, bytes);
}

}  // namespace

TEST_CASE("damaged metadata is dropped and fetched again") {
  TrustingHost host;
  host.sim.bump_root();
  REQUIRE(host.refresh() == "ok");
  const std::string role = GENERATE("timestamp", "snapshot", "targets", "root");
  damage(host, role + ".json");
  CHECK(host.refresh() == "ok");
  CHECK(host.stored_version(role) == (role == "root" ? 2 : 1));
}

TEST_CASE("a damaged root step is walked again from the bootstrap root") {
  TrustingHost host;
  for (int i = 0; i < 3; ++i) host.sim.bump_root();
  REQUIRE(host.refresh() == "ok");
  damage(host, "root_history/3.root.json");
  CHECK(host.refresh() == "ok");
  CHECK(host.requests() ==
        std::vector<std::string>{"3.root.json", "4.root.json", "5.root.json", "timestamp.json"});
  CHECK(host.stored_version("root") == 4);
  CHECK(host.store.load_root_step(3, 1 << 20) == host.sim.root_bytes(3));
}

TEST_CASE("a root that a stranger put into the store is not trusted") {
  TrustingHost host;
  REQUIRE(host.refresh() == "ok");
  TrustingHost stranger;
  stranger.sim.bump_root();
  write_file_atomically(host.directory / "trust" / "root.json", stranger.sim.root_bytes(2));
  write_file_atomically(host.directory / "trust" / "root_history" / "2.root.json",
                        stranger.sim.root_bytes(2));
  CHECK(host.refresh() == "ok");
  CHECK(host.stored("root") == host.sim.root_bytes(1));
}

TEST_CASE("a host that lost its cache cannot be rolled back") {
  TrustingHost host;
  host.sim.bump_root();
  host.sim.targets().version = 5;
  host.sim.update_snapshot();
  host.sim.update_snapshot();
  REQUIRE(host.refresh() == "ok");
  host.lose_cache();
  SECTION("to an older timestamp") {
    host.sim.timestamp.version = 2;
    CHECK(host.refresh() == "trust-rollback");
    CHECK(host.stored_version("timestamp") == 0);
  }
  SECTION("to an older snapshot") {
    host.sim.snapshot.version = 2;
    host.sim.update_timestamp();
    CHECK(host.refresh() == "trust-rollback");
  }
  SECTION("to older targets") {
    host.sim.targets().version = 4;
    host.sim.update_snapshot();
    CHECK(host.refresh() == "trust-rollback");
    CHECK(host.stored_version("snapshot") == 0);
  }
  SECTION("to a snapshot without a role") {
    host.options.seen.files["p-demo.json"] = 1;
    CHECK(host.refresh() == "trust-rollback");
  }
  SECTION("to an older root") {
    host.sim.failures["2.root.json"] = 404;
    CHECK(host.refresh() == "trust-rollback");
  }
  SECTION("and goes on with what it had") {
    CHECK(host.refresh() == "ok");
    CHECK(host.stored_version("targets") == 5);
  }
}

TEST_CASE("what was seen under keys that were rotated away binds nobody") {
  TrustingHost host;
  host.sim.timestamp.version = 50;
  host.sim.targets().version = 50;
  host.sim.update_snapshot();
  REQUIRE(host.refresh() == "ok");
  host.lose_cache();
  host.sim.rotate_keys("timestamp");
  host.sim.rotate_keys("snapshot");
  host.sim.bump_root();
  host.sim.timestamp.version = 2;
  host.sim.targets().version = 2;
  host.sim.update_snapshot();
  CHECK(host.refresh() == "ok");
  CHECK(host.options.seen.timestamp == 3);
}

TEST_CASE("an older copy in the store is caught by what the host remembers") {
  TrustingHost host;
  REQUIRE(host.refresh() == "ok");
  const std::string old = host.stored("timestamp");
  host.sim.update_snapshot();
  REQUIRE(host.refresh() == "ok");
  write_file_atomically(host.directory / "trust" / "timestamp.json", old);
  host.sim.instead["timestamp.json"] = old;
  CHECK(host.refresh() == "trust-rollback");
}

TEST_CASE("targets from the store that a rotated key signed are fetched again") {
  TrustingHost host;
  REQUIRE(host.refresh() == "ok");
  const std::string old = host.stored("targets");
  host.sim.rotate_keys("targets");
  host.sim.bump_root();
  SECTION("and used where the new key signs them") {
    CHECK(host.refresh() == "ok");
    CHECK(host.stored("targets") == host.sim.role_bytes("targets"));
  }
  SECTION("and refused where it does not") {
    host.sim.instead["1.targets.json"] = old;
    CHECK(host.refresh() == "trust-threshold");
  }
  CHECK(host.requests().back() == "1.targets.json");
}
