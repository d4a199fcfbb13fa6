// Root chain (DESIGN section 6, TUF specification 5.3).
#include <catch2/catch.hpp>

#include "manifest-schema/tuf/encode.hpp"
#include "tests/support/trusting_host.hpp"

using switchback::parse_timestamp;
using switchback::test::make_ed25519_signer;
using switchback::test::TestSigner;
using switchback::test::TrustingHost;
using Requests = std::vector<std::string>;

namespace {

// Root keys and threshold of one version, and who signs it: indexes into a set of ten keys.
struct RootVersion {
  std::vector<std::size_t> keys;
  std::uint64_t threshold;
  std::vector<std::size_t> signers;
};

// The version of root that a host ends with that was shipped the first one; 0 where it refuses that
// one.
std::uint64_t follow(const std::vector<RootVersion>& versions) {
  static const std::vector<TestSigner> keys = [] {
    std::vector<TestSigner> made;
    for (int i = 0; i < 10; ++i) made.push_back(make_ed25519_signer());
    return made;
  }();
  TrustingHost host;
  host.sim.root.version = 0;
  for (const RootVersion& version : versions) {
    host.sim.root.roles["root"] = {{}, version.threshold};
    for (const std::size_t i : version.keys) {
      host.sim.root.keys[keys[i].key_id] = keys[i].key;
      host.sim.root.roles["root"].key_ids.push_back(keys[i].key_id);
    }
    host.sim.signers["root"].clear();
    for (const std::size_t i : version.signers) host.sim.signers["root"].push_back(keys[i]);
    host.sim.bump_root();
  }
  host.store.initialise(host.sim.root_bytes(1));
  const std::string outcome = host.refresh();
  const std::uint64_t reached = host.stored_version("root");
  CHECK((outcome == "ok") == (reached == versions.size()));
  if (outcome != "ok") CHECK(outcome == "trust-threshold");
  return reached;
}

}  // namespace

TEST_CASE("root keys rotate when the old and the new threshold both sign") {
  CHECK(follow({{{1}, 1, {1}}, {{2}, 1, {2, 1}}, {{2}, 1, {2}}}) == 3);
  CHECK(follow({{{1}, 1, {3, 1, 4}}, {{2}, 1, {3, 2, 1, 4}}, {{2}, 1, {3, 2, 4}}}) == 3);
  CHECK(follow({{{0, 1, 2, 3, 4}, 3, {0, 2, 4}}, {{0, 1, 3, 4, 5}, 3, {0, 4, 1}}}) == 2);
  CHECK(follow({{{0, 1, 2}, 2, {0, 2}}, {{5, 6, 7}, 2, {0, 2, 6, 7}}, {{5, 6, 7}, 2, {5, 6}}}) ==
        3);
  CHECK(follow({{{1, 2, 3}, 1, {1}}, {{1, 2, 3}, 2, {1, 2}}}) == 2);
  CHECK(follow({{{1, 2}, 2, {1, 2}}, {{1, 2}, 1, {1, 2}}, {{1, 2}, 1, {2}}}) == 3);
}

TEST_CASE("a root that the old threshold did not sign is refused") {
  CHECK(follow({{{1}, 1, {1}}, {{2}, 1, {2, 3, 4}}}) == 1);
  CHECK(follow({{{0, 1, 2, 3, 4}, 3, {0, 2, 4}}, {{0, 1, 3, 4, 5}, 3, {0, 4, 5}}}) == 1);
  CHECK(follow({{{1, 2, 3}, 2, {1, 2}}, {{1, 2, 3}, 1, {1}}}) == 1);
}

TEST_CASE("a root that its own threshold did not sign is refused") {
  CHECK(follow({{{1}, 1, {1}}, {{2}, 1, {1, 3, 4}}}) == 1);
  CHECK(follow({{{0, 1, 2, 3, 4}, 3, {0, 2, 4}}, {{0, 1, 3, 4, 5}, 3, {0, 2, 4}}}) == 1);
  CHECK(follow({{{1, 2, 3}, 1, {1}}, {{1, 2, 3}, 2, {2}}}) == 1);
}

TEST_CASE("a refused root leaves the steps before it, and nothing after it is asked for") {
  CHECK(follow({{{1}, 1, {1}}, {{1}, 1, {1}}, {{2}, 1, {2}}, {{2}, 1, {2}}}) == 2);
}

TEST_CASE("a bootstrap root that does not sign itself is refused without a request") {
  TrustingHost host;
  host.sim.signers["root"] = {make_ed25519_signer()};
  host.sim.publish_root();
  host.store.initialise(host.sim.root_bytes(1));
  CHECK(host.refresh() == "trust-threshold");
  host.store.initialise("{\"signatures\":[]}");
  CHECK(host.refresh() == "trust-format");
  host.store.initialise("");
  CHECK(host.refresh() == "trust-format");
  CHECK(host.requests().empty());
}

TEST_CASE("a root that skips a version is refused") {
  TrustingHost host;
  host.sim.bump_root();
  host.sim.bump_root();
  host.sim.instead["2.root.json"] = host.sim.root_bytes(3);
  CHECK(host.refresh() == "trust-mix-and-match");
  CHECK(host.stored_version("root") == 1);
}

TEST_CASE("an old root under a new number is refused") {
  TrustingHost host;
  host.sim.bump_root();
  REQUIRE(host.refresh() == "ok");
  host.sim.instead["3.root.json"] = host.sim.root_bytes(GENERATE(1U, 2U));
  CHECK(host.refresh() == "trust-rollback");
  CHECK(host.stored_version("root") == 2);
}

TEST_CASE("an expired root in the middle of the chain does not stop it") {
  TrustingHost host;
  const auto safe = host.sim.root.expires;
  host.sim.root.expires = *parse_timestamp("2020-01-01T00:00:00Z");
  host.sim.bump_root();
  host.sim.root.expires = safe;
  host.sim.bump_root();
  CHECK(host.refresh() == "ok");
  CHECK(host.stored_version("root") == 3);
}

TEST_CASE("an expired final root is kept, and nothing more is asked for") {
  TrustingHost host;
  host.sim.root.expires = *parse_timestamp("2026-06-01T12:00:00Z");  // now: not in the future
  host.sim.bump_root();
  CHECK(host.refresh() == "expired");
  CHECK(host.stored_version("root") == 2);
  CHECK(host.requests() == Requests{"2.root.json", "3.root.json"});
  host.sim.root.expires = *parse_timestamp("2026-06-01T12:00:01Z");
  host.sim.bump_root();
  CHECK(host.refresh() == "ok");
}

TEST_CASE("a server error does not end the root chain: it could hide a rotation") {
  TrustingHost host;
  const int status = GENERATE(500, 503, 429, 401, 410, 0);
  host.sim.failures["2.root.json"] = status;
  CHECK(host.refresh() == (status == 0 ? "network" : "http"));
  CHECK(host.requests() == Requests{"2.root.json"});
}

TEST_CASE("404 and 403 end the root chain") {
  TrustingHost host;
  host.sim.failures["2.root.json"] = GENERATE(404, 403);
  CHECK(host.refresh() == "ok");
}

TEST_CASE("a redirected page in place of the next root is refused") {
  TrustingHost host;
  host.sim.instead["2.root.json"] = "<html>Log in to the network</html>";
  CHECK(host.refresh() == "trust-format");
}

TEST_CASE("a chain of roots without end costs a bounded number of requests") {
  TrustingHost host;
  host.options.limits.root_rotations = 3;
  for (int i = 0; i < 10; ++i) host.sim.bump_root();
  CHECK(host.refresh() == "ok");
  CHECK(host.stored_version("root") == 4);
  CHECK(host.refresh() == "ok");  // goes on where it stopped
  CHECK(host.stored_version("root") == 7);
}

TEST_CASE("every root on the way is kept and verified again from the bootstrap root") {
  TrustingHost host;
  for (int i = 0; i < 3; ++i) host.sim.bump_root();
  REQUIRE(host.refresh() == "ok");
  for (std::uint64_t version = 2; version <= 4; ++version)
    CHECK(host.store.load_root_step(version, 1 << 20) == host.sim.root_bytes(version));
  CHECK(host.refresh() == "ok");
  CHECK(host.requests() == Requests{"5.root.json", "timestamp.json"});
}

TEST_CASE("a root longer than the limit is not read") {
  TrustingHost host;
  host.sim.bump_root();
  host.sim.instead["2.root.json"] = host.sim.root_bytes(2) + std::string(512'000, ' ');
  CHECK(host.refresh() == "too-large");
}
