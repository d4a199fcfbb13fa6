// Rollback, fast-forward, mix-and-match and freeze (DESIGN section 6, TUF specification 5.4
// and 5.5).
#include <catch2/catch.hpp>

#include "tests/support/trusting_host.hpp"

using namespace switchback;
using switchback::test::TrustingHost;

TEST_CASE("a timestamp with a lower version is refused") {
  TrustingHost host;
  host.remembers = GENERATE(true, false);
  host.sim.update_timestamp();
  REQUIRE(host.refresh() == "ok");
  host.sim.timestamp.version = 1;
  CHECK(host.refresh() == "trust-rollback");
  CHECK(host.stored_version("timestamp") == 2);
  CHECK(host.requests().back() == "timestamp.json");
}

TEST_CASE("a timestamp of the same version keeps the old one, whatever is in the new") {
  TrustingHost host;
  REQUIRE(host.refresh() == "ok");
  const std::string before = host.stored("timestamp");
  host.sim.timestamp.snapshot.version = 100;
  CHECK(host.refresh() == "ok");
  CHECK(host.requests().back() == "timestamp.json");  // snapshot 100 is not asked for
  CHECK(host.stored("timestamp") == before);
}

TEST_CASE("a timestamp that names a lower snapshot is refused") {
  TrustingHost host;
  host.remembers = GENERATE(true, false);
  host.sim.state_hashes = GENERATE(false, true);
  host.sim.update_snapshot();
  REQUIRE(host.refresh() == "ok");
  host.sim.snapshot.version = 1;
  host.sim.update_timestamp();
  CHECK(host.refresh() == "trust-rollback");
  CHECK(host.stored_version("timestamp") == 2);
  CHECK(host.requests().back() == "timestamp.json");
}

TEST_CASE("a snapshot of another version than the timestamp names is refused") {
  TrustingHost host;
  host.sim.snapshot.version = GENERATE(2U, 7U);
  CHECK(host.refresh() == "trust-mix-and-match");
  CHECK(host.stored_version("timestamp") == 1);
  CHECK(host.stored_version("snapshot") == 0);
}

TEST_CASE("a snapshot with other bytes than the timestamp names is refused") {
  TrustingHost host;
  host.sim.state_hashes = true;
  host.sim.update_snapshot();
  host.sim.snapshot.extra = R"({"x":1})";
  CHECK(host.refresh() == "too-large");  // reading stops at the signed length
  ++host.sim.timestamp.version;
  host.sim.timestamp.snapshot.length = 500'000;
  CHECK(host.refresh() == "trust-length-or-hash");
  ++host.sim.timestamp.version;
  host.sim.timestamp.snapshot.length.reset();
  CHECK(host.refresh() == "trust-length-or-hash");
  CHECK(host.stored_version("snapshot") == 0);
}

TEST_CASE("a snapshot in which a role went down is refused") {
  TrustingHost host;
  host.remembers = GENERATE(true, false);
  host.sim.state_hashes = GENERATE(false, true);
  host.sim.targets().version = 3;
  host.sim.update_snapshot();
  REQUIRE(host.refresh() == "ok");
  host.sim.targets().version = 2;
  host.sim.update_snapshot();
  CHECK(host.refresh() == "trust-rollback");
  CHECK(host.stored_version("snapshot") == 2);
  CHECK(host.stored_version("targets") == 3);
}

TEST_CASE("a snapshot from which a role vanished is refused") {
  TrustingHost host;
  host.remembers = GENERATE(true, false);
  host.sim.add_delegation("targets", "p-demo", {"demo/*"});
  ++host.sim.targets().version;
  host.sim.update_snapshot();
  REQUIRE(host.refresh() == "ok");
  host.sim.roles.erase("p-demo");
  host.sim.snapshot.meta.erase("p-demo.json");
  host.sim.update_snapshot();
  CHECK(host.refresh() == "trust-rollback");
  CHECK(host.stored_version("snapshot") == 2);
}

TEST_CASE("the local snapshot is compared with even when it is expired") {
  TrustingHost host;
  host.sim.targets().version = 3;
  const auto safe = host.sim.snapshot.expires;
  host.sim.snapshot.expires = host.sim.timestamp.expires = host.now + std::chrono::hours(24);
  host.sim.update_snapshot();
  REQUIRE(host.refresh() == "ok");
  host.now += std::chrono::hours(48);
  host.options.seen = {};  // nothing but the expired copy remembers
  host.sim.snapshot.expires = host.sim.timestamp.expires = safe;
  host.sim.targets().version = 2;
  host.sim.update_snapshot();
  CHECK(host.refresh() == "trust-rollback");
  host.sim.targets().version = 4;
  host.sim.update_snapshot();
  CHECK(host.refresh() == "ok");
}

TEST_CASE("targets of another version or other bytes than the snapshot lists are refused") {
  TrustingHost host;
  REQUIRE(host.refresh() == "ok");
  SECTION("version") {
    ++host.sim.snapshot.version;
    host.sim.snapshot.meta["targets.json"].version = 2;
    host.sim.update_timestamp();
    CHECK(host.refresh() == "trust-mix-and-match");
  }
  SECTION("hash") {
    host.sim.state_hashes = true;
    host.sim.targets().version = 2;
    host.sim.update_snapshot();
    host.sim.snapshot.meta["targets.json"].hashes["sha256"] = std::string(64, '0');
    host.sim.update_timestamp();
    CHECK(host.refresh() == "trust-length-or-hash");
  }
  CHECK(host.stored_version("snapshot") == 2);
  CHECK(host.stored_version("targets") == 1);
}

TEST_CASE("expired metadata is neither used nor stored over what is there") {
  TrustingHost host;
  REQUIRE(host.refresh() == "ok");
  const std::string role = GENERATE("timestamp", "snapshot", "targets");
  const Timestamp past = host.now;  // "in the future" is what is asked for
  if (role == "timestamp") host.sim.timestamp.expires = past;
  if (role == "snapshot") host.sim.snapshot.expires = past;
  if (role == "targets") host.sim.targets().expires = past;
  host.sim.targets().version = 2;
  host.sim.update_snapshot();
  CHECK(host.refresh() == "expired");
  CHECK(host.stored_version(role) == 1);
}

TEST_CASE("a frozen repository is noticed when its metadata expires") {
  TrustingHost host;
  host.sim.timestamp.expires = host.now + std::chrono::hours(24);
  REQUIRE(host.refresh() == "ok");
  host.now += std::chrono::hours(23);
  CHECK(host.refresh() == "ok");
  host.now += std::chrono::hours(1);
  CHECK(host.refresh() == "expired");
}

TEST_CASE("expired local copies do not keep newer metadata away") {
  TrustingHost host;
  const auto safe = host.sim.timestamp.expires;
  for (tuf::Header* header : {static_cast<tuf::Header*>(&host.sim.timestamp),
                              static_cast<tuf::Header*>(&host.sim.snapshot),
                              static_cast<tuf::Header*>(&host.sim.targets())})
    header->expires = host.now + std::chrono::hours(24);
  REQUIRE(host.refresh() == "ok");
  host.now += std::chrono::hours(48);
  host.sim.timestamp.expires = host.sim.snapshot.expires = host.sim.targets().expires = safe;
  host.sim.targets().version = 2;
  host.sim.update_snapshot();
  CHECK(host.refresh() == "ok");
  CHECK(host.stored_version("targets") == 2);
}

TEST_CASE("a fast-forwarded timestamp is recovered from by rotating its key") {
  TrustingHost host;
  host.sim.timestamp.version = 9'007'199'254'740'991;
  REQUIRE(host.refresh() == "ok");
  host.sim.timestamp.version = 2;
  CHECK(host.refresh() == "trust-rollback");
  host.sim.rotate_keys("timestamp");
  host.sim.bump_root();
  CHECK(host.refresh() == "ok");
  CHECK(host.stored_version("timestamp") == 2);
}

TEST_CASE("a fast-forwarded snapshot is recovered from by rotating its and the timestamp's key") {
  TrustingHost host;
  host.sim.snapshot.version = 99'999;
  host.sim.update_timestamp();
  REQUIRE(host.refresh() == "ok");
  host.sim.rotate_keys("snapshot");
  host.sim.snapshot.version = 1;
  host.sim.update_timestamp();
  host.sim.bump_root();
  CHECK(host.refresh() == "trust-rollback");  // the timestamp's word still stands
  host.sim.rotate_keys("timestamp");
  host.sim.bump_root();
  CHECK(host.refresh() == "ok");
  CHECK(host.stored_version("snapshot") == 1);
}

TEST_CASE("fast-forwarded targets are recovered from by rotating the snapshot's key") {
  TrustingHost host;
  host.sim.targets().version = 100;
  host.sim.update_snapshot();
  REQUIRE(host.refresh() == "ok");
  host.sim.targets().version = 2;
  host.sim.update_snapshot();
  CHECK(host.refresh() == "trust-rollback");
  host.sim.rotate_keys("snapshot");
  host.sim.bump_root();
  CHECK(host.refresh() == "ok");
  CHECK(host.stored_version("targets") == 2);
}

TEST_CASE("a file that is missing from the server is an error that keeps what came before") {
  TrustingHost host;
  REQUIRE(host.refresh() == "ok");
  host.sim.targets().version = 2;
  host.sim.update_snapshot();
  SECTION("timestamp") {
    host.sim.failures["timestamp.json"] = 404;
    CHECK(host.refresh() == "http");
    CHECK(host.stored_version("timestamp") == 1);
  }
  SECTION("snapshot") {
    host.sim.failures["2.snapshot.json"] = 404;
    CHECK(host.refresh() == "http");
    CHECK(host.stored_version("timestamp") == 2);
    CHECK(host.stored_version("snapshot") == 1);
  }
  SECTION("targets") {
    host.sim.failures["2.targets.json"] = 404;
    CHECK(host.refresh() == "http");
    CHECK(host.stored_version("snapshot") == 2);
    CHECK(host.stored_version("targets") == 1);
  }
}

TEST_CASE("nothing is stored before it is verified") {
  TrustingHost host;
  const std::string role = GENERATE("timestamp", "snapshot", "targets");
  host.sim.signers[role].clear();
  CHECK(host.refresh() == "trust-threshold");
  CHECK(host.stored_version(role) == 0);
}

TEST_CASE("files longer than their limits are not read") {
  TrustingHost host;
  const std::string role = GENERATE("timestamp", "snapshot", "targets");
  host.sim.instead[role == "timestamp" ? "timestamp.json" : "1." + role + ".json"] =
      host.sim.role_bytes(role) + std::string(5'000'000, ' ');
  CHECK(host.refresh() == "too-large");
}
