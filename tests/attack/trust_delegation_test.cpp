// Delegations (DESIGN section 6, TUF specification 5.6.7, TAP 15).
#include <catch2/catch.hpp>

#include "base/errors.hpp"
#include "tests/support/trusting_host.hpp"

using namespace switchback;
using switchback::test::TrustingHost;
using Requests = std::vector<std::string>;

namespace {

void publish(TrustingHost& host) {
  for (auto& [name, role] : host.sim.roles) ++role.version;
  host.sim.update_snapshot();
}

// Delegated roles in the order in which a first search fetched them.
Requests visited(const TrustingHost& host) {
  Requests names;
  for (const std::string& request : host.requests()) {
    const auto dot = request.find('.');
    const std::string name = request.substr(dot + 1, request.size() - dot - 6);
    if (request != "timestamp.json" && name != "root" && name != "snapshot" && name != "targets")
      names.push_back(name);
  }
  return names;
}

struct Edge {
  const char* from;
  const char* to;
  bool terminating = false;
  const char* path = "*";
};

Requests search_order(const std::vector<Edge>& edges) {
  TrustingHost host;
  for (const Edge& edge : edges)
    host.sim.add_delegation(edge.from, edge.to, {edge.path}).terminating = edge.terminating;
  publish(host);
  CHECK(host.search("missing") == "not found");
  return visited(host);
}

}  // namespace

TEST_CASE("roles are searched depth first, in the order of their delegators") {
  CHECK(search_order({{"targets", "A"}}) == Requests{"A"});
  CHECK(search_order({{"targets", "A"}, {"targets", "B"}, {"B", "C"}}) == Requests{"A", "B", "C"});
  CHECK(search_order({{"targets", "A"}, {"targets", "B"}, {"A", "C"}, {"A", "D"}}) ==
        Requests{"A", "C", "D", "B"});
  CHECK(search_order({{"targets", "A"}, {"targets", "B"}, {"A", "C"}, {"C", "D"}}) ==
        Requests{"A", "C", "D", "B"});
}

TEST_CASE("a terminating delegation stops everything that waited") {
  CHECK(search_order({{"targets", "A"}, {"targets", "B"}, {"A", "C", true}, {"A", "D"}}) ==
        Requests{"A", "C"});
  CHECK(search_order({{"targets", "A"}, {"targets", "B"}, {"A", "C", true}, {"C", "D"}}) ==
        Requests{"A", "C", "D"});
  CHECK(search_order({{"targets", "A", true}, {"targets", "B"}}) == Requests{"A"});
  CHECK(search_order({{"targets", "A", true, "other"}, {"targets", "B"}}) == Requests{"B"});
}

TEST_CASE("branches that do not cover the path are not entered") {
  CHECK(search_order({{"targets", "A", false, "*.py"}, {"targets", "B"}, {"A", "C"}}) ==
        Requests{"B"});
  CHECK(search_order({{"targets", "A"}, {"targets", "B"}, {"A", "C", false, "*.py"}, {"C", "D"}}) ==
        Requests{"A", "B"});
}

TEST_CASE("roles that delegate in a circle end the search, not the host") {
  CHECK(search_order({{"targets", "A"}, {"targets", "B"}, {"B", "C"}, {"C", "D"}, {"D", "B"}}) ==
        Requests{"A", "B", "C", "D"});
  CHECK(search_order({{"targets", "A"}, {"A", "A"}}) == Requests{"A"});
}

TEST_CASE("a role reached from two delegators is fetched once and verified for each") {
  CHECK(search_order({{"targets", "A"}, {"targets", "B"}, {"B", "C"}, {"A", "C"}}) ==
        Requests{"A", "C", "B"});

  TrustingHost host;
  host.sim.add_delegation("targets", "A", {"*"});
  host.sim.add_delegation("targets", "B", {"*"});
  host.sim.add_delegation("A", "C", {"*"});
  host.sim.add_delegation("B", "C", {"*"});
  host.sim.signers["C"].pop_back();  // B's key does not sign
  publish(host);
  CHECK(host.search("missing") == "trust-threshold");
  CHECK(visited(host) == Requests{"A", "C", "B"});
}

TEST_CASE("a role cannot speak for paths that were not delegated to it") {
  TrustingHost host;
  host.sim.add_delegation("targets", "A", {"a/*"});
  host.sim.add_target("A", "b/file", "content");
  publish(host);
  CHECK(host.search("b/file") == "not found");
  CHECK(visited(host).empty());
}

TEST_CASE("a role reached for one path cannot speak for another down a narrower chain") {
  TrustingHost host;
  host.sim.add_delegation("targets", "B", {"releases/*/*"});
  host.sim.add_delegation("B", "D", {"releases/y/*.zip"});
  host.sim.add_target("D", "releases/y/1.zip", "y");
  host.sim.add_target("D", "releases/z/1.zip", "z");
  publish(host);
  CHECK(host.search("releases/y/1.zip") == "found");
  CHECK(host.search("releases/z/1.zip") == "not found");
}

TEST_CASE("a shard read whole loses the targets that its product may not name") {
  TrustingHost host;
  host.sim.add_delegation("targets", "p-evil", {"evil/*/*/*"});
  host.sim.add_delegation("p-evil", "p-evil-0001", {"*/*/*/*"});  // wider than it was given itself
  host.sim.add_target("p-evil-0001", "evil/0001/0a1/manifest.json", "own");
  host.sim.add_target("p-evil-0001", "demo/0001/0a1/manifest.json", "another product's");
  host.sim.add_target("p-evil", "demo/0001/0a1/manifest.json", "another product's");
  publish(host);
  CHECK(host.with_client([](TrustClient& client) {
    CHECK(client.delegated("p-evil", "targets").targets.empty());
    const auto& shard = client.delegated("p-evil-0001", "p-evil");
    REQUIRE(shard.targets.size() == 1);
    CHECK(shard.targets.begin()->first == "evil/0001/0a1/manifest.json");
  }) == "ok");
}

TEST_CASE("a role that its delegator does not name is not read") {
  TrustingHost host;
  host.sim.add_delegation("targets", "A", {"*"});
  host.sim.add_delegation("A", "B", {"*"});
  publish(host);
  CHECK(host.with_client([](TrustClient& client) { client.delegated("B", "targets"); }) ==
        "trust-not-listed");
  CHECK(host.with_client([](TrustClient& client) { client.delegated("nobody", "targets"); }) ==
        "trust-not-listed");
}

TEST_CASE("a role missing from the snapshot is an error, not an empty role") {
  TrustingHost host;
  host.sim.add_delegation("targets", "A", {"*"});
  host.sim.add_delegation("targets", "B", {"*"});
  host.sim.add_target("B", "file", "content");
  publish(host);
  host.sim.snapshot.meta.erase("A.json");
  CHECK(host.search("file") == "trust-not-listed");
}

TEST_CASE("a role that cannot be loaded ends the search with its error") {
  TrustingHost host;
  host.sim.add_delegation("targets", "A", {"*"});
  host.sim.add_delegation("targets", "B", {"*"});
  host.sim.add_target("B", "file", "content");
  publish(host);
  SECTION("missing") {
    host.sim.failures["2.A.json"] = 404;
    CHECK(host.search("file") == "http");
  }
  SECTION("unsigned") {
    host.sim.signers["A"].clear();
    CHECK(host.search("file") == "trust-threshold");
  }
  SECTION("expired") {
    host.sim.roles["A"].expires = host.now;
    CHECK(host.search("file") == "expired");
  }
  SECTION("of another version") {
    ++host.sim.roles["A"].version;
    CHECK(host.search("file") == "trust-mix-and-match");
  }
  SECTION("of another length") {
    host.sim.state_hashes = true;
    host.sim.update_snapshot();
    *host.sim.snapshot.meta["A.json"].length += 1;
    host.sim.update_timestamp();
    CHECK(host.search("file") == "trust-length-or-hash");
  }
  SECTION("of another hash") {
    host.sim.state_hashes = true;
    host.sim.update_snapshot();
    host.sim.snapshot.meta["A.json"].hashes["sha256"] = std::string(64, '0');
    host.sim.update_timestamp();
    CHECK(host.search("file") == "trust-length-or-hash");
  }
  CHECK(host.stored_version("A") == 0);
  CHECK(visited(host) == Requests{"A"});
}

TEST_CASE("a delegated role from the store that expired meanwhile is not used") {
  TrustingHost host;
  host.sim.add_delegation("targets", "A", {"*"});
  host.sim.add_target("A", "file", "content");
  host.sim.roles["A"].expires = host.now + std::chrono::hours(24);
  publish(host);
  REQUIRE(host.search("file") == "found");
  host.now += std::chrono::hours(48);
  CHECK(host.search("file") == "expired");
  host.sim.roles["A"].expires += std::chrono::hours(200);
  publish(host);
  CHECK(host.search("file") == "found");
}

TEST_CASE("a delegated role from the store is verified with its delegator's present keys") {
  TrustingHost host;
  tuf::DelegatedRole& delegation = host.sim.add_delegation("targets", "A", {"*"});
  host.sim.add_target("A", "file", "content");
  publish(host);
  REQUIRE(host.search("file") == "found");
  // The delegator revokes A's key; the thief's file stays in caches and on mirrors.
  delegation.key_ids = {"0000"};
  ++host.sim.targets().version;
  host.sim.update_snapshot();
  CHECK(host.search("file") == "trust-threshold");
}

TEST_CASE("what one search visited does not bind the next") {
  TrustingHost host;
  host.sim.add_delegation("targets", "A", {"*"});
  host.sim.add_delegation("A", "B", {"*"});
  host.sim.add_target("B", "file", "content");
  publish(host);
  CHECK(host.with_client([](TrustClient& client) {
    CHECK_FALSE(client.find_target("missing"));
    CHECK(client.find_target("file"));
    CHECK(client.find_target("file"));
  }) == "ok");
  CHECK(visited(host) == Requests{"A", "B"});
}

TEST_CASE("a search visits a bounded number of roles") {
  TrustingHost host;
  for (int i = 0; i < 40; ++i) host.sim.add_delegation("targets", "r" + std::to_string(i), {"*"});
  host.sim.add_target("r31", "early", "x");
  host.sim.add_target("r32", "late", "x");
  publish(host);
  CHECK(host.search("early") == "found");
  CHECK(host.search("late") == "trust-limit");
}

TEST_CASE("reading a product's roles is bounded too") {
  TrustingHost host;
  host.options.limits.own_roles = 2;
  for (const char* role : {"a", "b", "c"}) host.sim.add_delegation("targets", role, {"*"});
  publish(host);
  CHECK(host.with_client([](TrustClient& client) {
    for (const char* role : {"a", "b", "c"}) client.delegated(role, "targets");
  }) == "trust-limit");
}

TEST_CASE("the bytes of a product's roles are bounded together, wherever they come from") {
  TrustingHost host;
  for (const char* role : {"a", "b", "c"}) {
    host.sim.add_delegation("targets", role, {"*"});
    host.sim.add_target(role, "file", "x", '"' + std::string(10'000, 'x') + '"');
  }
  publish(host);
  const auto read_all = [&](std::uint64_t limit, bool take) {
    host.options.limits.own_roles_length = limit;
    return host.with_client([&](TrustClient& client) {
      for (const char* role : {"a", "b", "c"})
        take ? (void)client.take_delegated(role, "targets")
             : (void)client.delegated(role, "targets");
    });
  };
  std::uint64_t all = 0;
  for (const char* role : {"a", "b", "c"}) all += host.sim.role_bytes(role).size();
  for (const bool take : {false, true}) {
    host.lose_cache();
    for (const char* role : {"a", "b", "c"})
      std::filesystem::remove(host.directory / "trust" / (std::string(role) + ".json"));
    CHECK(read_all(all - 1, take) == "trust-limit");
    CHECK(host.requests().back() == "2.c.json");  // refused while it was read
    CHECK(host.stored_version("c") == 0);
    CHECK(read_all(all, take) == "ok");
    CHECK(read_all(all, take) == "ok");  // from the store
    CHECK(host.requests() == Requests{"2.root.json", "timestamp.json"});
    CHECK(read_all(all - 1, take) == "trust-limit");
    CHECK(read_all(0, take) == "trust-limit");
  }
}

TEST_CASE("a role longer than any may be is a transfer that failed, not a product's excess") {
  TrustingHost host;
  host.sim.add_delegation("targets", "a", {"*"});
  publish(host);
  host.options.limits.targets_length = host.sim.role_bytes("targets").size();
  host.sim.add_target("a", "file", "x", '"' + std::string(10'000, 'x') + '"');
  CHECK(host.with_client([](TrustClient& client) { client.delegated("a", "targets"); }) ==
        "too-large");
}

TEST_CASE("a delegated role cannot take the place of a top-level role in the store") {
  TrustingHost host;
  host.sim.add_delegation("targets", "root", {"*"});
  host.sim.roles.erase("root");
  publish(host);
  CHECK(host.search("file") == "trust-format");
  CHECK(host.stored("root") == host.sim.root_bytes(1));
}

TEST_CASE("role names do not lead out of the store") {
  TrustingHost host;
  for (const char* role : {"../../escape", "/tmp/escape", "a/../../../escape", ".."})
    host.sim.add_delegation("targets", role, {"*"});
  publish(host);
  CHECK(host.search("file") == "not found");
  std::size_t entries = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(host.directory.path()))
    entries += entry.is_regular_file() ? 1U : 0U;
  CHECK(entries == 9);  // root twice, timestamp, snapshot, targets and four roles
  CHECK(std::distance(std::filesystem::directory_iterator(host.directory.path()), {}) == 1);
}
