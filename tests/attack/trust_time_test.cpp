// The clock (DESIGN section 6).
#include <catch2/catch.hpp>

#include "base/errors.hpp"
#include "tests/support/trusting_host.hpp"

using namespace switchback;
using std::chrono::hours;
using switchback::test::TrustingHost;

TEST_CASE("a clock set back cannot revive expired metadata") {
  TrustingHost host;
  host.sim.timestamp.expires = host.now + hours(24 * 14);
  const std::string frozen = host.sim.role_bytes("timestamp");
  REQUIRE(host.refresh() == "ok");
  host.now += hours(24 * 20);
  host.sim.timestamp.expires = host.now + hours(24 * 14);
  ++host.sim.timestamp.version;
  REQUIRE(host.refresh() == "ok");

  host.now -= hours(24 * 15);
  CHECK(host.refresh() == "ok");
  host.lose_cache();
  host.options.seen = {};  // so that nothing but the time speaks against it
  host.sim.instead["timestamp.json"] = frozen;
  CHECK(host.refresh() == "expired");
}

TEST_CASE("a clock that was in 2036 once does not brick the host") {
  TrustingHost host;
  const Timestamp now = host.now;
  REQUIRE(host.refresh() == "ok");
  host.now = *parse_timestamp("2036-01-01T00:00:00Z");
  CHECK(host.refresh() == "expired");
  host.now = now;
  CHECK(host.refresh() == "ok");
  CHECK(host.options.time_floor == now);
}

TEST_CASE("the floor is raised to now, and never lowered") {
  TrustingHost host;
  const Timestamp start = host.now;
  REQUIRE(host.refresh() == "ok");
  CHECK(host.options.time_floor == start);
  host.now += hours(1);
  REQUIRE(host.refresh() == "ok");
  CHECK(host.options.time_floor == start + hours(1));
  host.now -= hours(5);
  REQUIRE(host.refresh() == "ok");
  CHECK(host.options.time_floor == start + hours(1));
}

TEST_CASE("the floor is never above the earliest expiry that was accepted") {
  TrustingHost host;
  const Timestamp expiry = host.now + hours(1);
  host.sim.timestamp.expires = expiry;
  host.now += hours(3);
  host.options.accept_stale = hours(24);  // an operator's decision, not a fact about time
  REQUIRE(host.refresh() == "ok");
  CHECK(host.options.time_floor == expiry);
}

TEST_CASE("a refresh in which a delegated role failed does not raise the floor") {
  TrustingHost host;
  host.sim.add_delegation("targets", "A", {"*"});
  ++host.sim.targets().version;
  host.sim.update_snapshot();
  host.sim.failures["1.A.json"] = 500;
  TrustClient client(host.sim, host.store, host.options);
  client.refresh(host.now);
  CHECK(client.time_floor() == host.now);
  CHECK_THROWS_AS(client.delegated("A", "targets"), FetchError);
  CHECK(client.time_floor() == Timestamp{});
}

TEST_CASE("accepting stale metadata has an end") {
  TrustingHost host;
  host.sim.timestamp.expires = host.now + hours(1);
  host.options.accept_stale = hours(10);
  host.now += hours(10);
  CHECK(host.refresh() == "ok");
  host.now += hours(1);
  CHECK(host.refresh() == "expired");
}

TEST_CASE("the earliest expiry is that of everything read, delegated roles too") {
  TrustingHost host;
  host.sim.add_delegation("targets", "A", {"*"});
  host.sim.roles["A"].expires = host.now + hours(2);
  ++host.sim.targets().version;
  host.sim.update_snapshot();
  CHECK(host.with_client([&](TrustClient& client) {
    CHECK(client.earliest_expiry() == host.sim.timestamp.expires);
    client.delegated("A", "targets");
    CHECK(client.earliest_expiry() == host.now + hours(2));
  }) == "ok");
}
