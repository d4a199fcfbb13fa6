// The pure core by itself: bytes in, trust or an error out.
#include "core/trust/trusted_metadata.hpp"

#include <catch2/catch.hpp>
#include <functional>
#include <stdexcept>

#include "base/errors.hpp"
#include "tests/support/repository_simulator.hpp"

using namespace switchback;
using switchback::test::RepositorySimulator;

namespace {

const TrustRules kRules{*parse_timestamp("2026-06-01T12:00:00Z"), std::chrono::seconds{0}, {}};

// Trusts everything of `sim` down to the top-level targets.
TrustedMetadata trusting(RepositorySimulator& sim) {
  TrustedMetadata trusted(sim.root_bytes(1), kRules);
  trusted.finish_root();
  trusted.update_timestamp(sim.role_bytes("timestamp"));
  trusted.update_snapshot(sim.role_bytes("snapshot"));
  trusted.accept_targets("targets", "root", sim.role_bytes("targets"));
  return trusted;
}

std::string code_of(const std::function<void()>& call) {
  try {
    call();
    return "accepted";
  } catch (const TrustError& error) {
    return error.code();
  }
}

}  // namespace

TEST_CASE("metadata is verified in the order of the specification") {
  RepositorySimulator sim;
  TrustedMetadata trusted(sim.root_bytes(1), kRules);
  CHECK_THROWS_AS(trusted.update_timestamp(sim.role_bytes("timestamp")), std::logic_error);
  trusted.finish_root();
  CHECK_THROWS_AS(trusted.update_root(sim.root_bytes(1)), std::logic_error);
  CHECK_THROWS_AS(trusted.update_snapshot(sim.role_bytes("snapshot")), std::logic_error);
  CHECK(trusted.update_timestamp(sim.role_bytes("timestamp")));
  CHECK_THROWS_AS(trusted.listed("targets"), std::logic_error);
  CHECK_THROWS_AS(trusted.seen_versions(), std::logic_error);
  trusted.update_snapshot(sim.role_bytes("snapshot"));
  CHECK_THROWS_AS(trusted.update_timestamp(sim.role_bytes("timestamp")), std::logic_error);
  CHECK_THROWS_AS(trusted.accept_targets("targets", "a", sim.role_bytes("targets")),
                  std::logic_error);
  CHECK_FALSE(trusted.find_targets("targets", "root"));
  trusted.accept_targets("targets", "root", sim.role_bytes("targets"));
  CHECK(trusted.find_targets("targets", "root"));
  CHECK_FALSE(trusted.find_targets("targets", "targets"));
}

TEST_CASE("a refused file leaves what was trusted before") {
  RepositorySimulator sim;
  TrustedMetadata trusted(sim.root_bytes(1), kRules);
  sim.root.version = 3;
  sim.publish_root();
  CHECK(code_of([&] { trusted.update_root(sim.root_bytes(3)); }) == "trust-mix-and-match");
  CHECK(trusted.root().version == 1);
  trusted.finish_root();
  trusted.update_timestamp(sim.role_bytes("timestamp"));
  sim.timestamp.version = 2;
  sim.timestamp.expires = kRules.reference_time;
  CHECK(code_of([&] { trusted.update_timestamp(sim.role_bytes("timestamp")); }) == "expired");
  CHECK(trusted.timestamp()->version == 1);
  sim.snapshot.version = 2;
  CHECK(code_of([&] { trusted.update_snapshot(sim.role_bytes("snapshot")); }) ==
        "trust-mix-and-match");
  CHECK_FALSE(trusted.snapshot());
}

TEST_CASE("a mirror that shows two files of one version is noticed") {
  RepositorySimulator sim;
  sim.add_delegation("targets", "A", {"*"});
  sim.add_delegation("targets", "B", {"*"});
  sim.add_delegation("A", "C", {"*"});
  sim.add_delegation("B", "C", {"*"});
  sim.update_snapshot();
  TrustedMetadata trusted = trusting(sim);
  for (const char* role : {"A", "B"}) trusted.accept_targets(role, "targets", sim.role_bytes(role));
  trusted.accept_targets("C", "A", sim.role_bytes("C"));
  sim.add_target("C", "another", "content");
  CHECK(code_of([&] { trusted.accept_targets("C", "B", sim.role_bytes("C")); }) ==
        "trust-mix-and-match");
  CHECK_FALSE(trusted.find_targets("C", "B"));
  CHECK(trusted.find_targets("C", "A")->targets.empty());
}

TEST_CASE("a role covers a path only where a whole trusted chain does") {
  RepositorySimulator sim;
  sim.add_delegation("targets", "A", {"a/*/*"});
  sim.add_delegation("A", "B", {"*/b/*"});
  sim.update_snapshot();
  TrustedMetadata trusted = trusting(sim);
  trusted.accept_targets("A", "targets", sim.role_bytes("A"));
  trusted.accept_targets("B", "A", sim.role_bytes("B"));
  CHECK(trusted.covers("B", "A", "a/b/file"));
  CHECK_FALSE(trusted.covers("B", "A", "x/b/file"));
  CHECK_FALSE(trusted.covers("B", "A", "a/x/file"));
  CHECK_FALSE(trusted.covers("B", "targets", "a/b/file"));
  CHECK_FALSE(trusted.covers("B", "unknown", "a/b/file"));
}

TEST_CASE("what was trusted is reported with versions and the earliest expiry") {
  RepositorySimulator sim;
  sim.targets().version = 4;
  sim.targets().expires = *parse_timestamp("2026-06-02T00:00:00Z");
  sim.update_snapshot();
  const TrustedMetadata trusted = trusting(sim);
  CHECK(trusted.versions() == std::map<std::string, std::uint64_t>{
                                  {"root", 1}, {"timestamp", 2}, {"snapshot", 2}, {"targets", 4}});
  CHECK(trusted.earliest_expiry() == sim.targets().expires);
  const SeenVersions seen = trusted.seen_versions();
  CHECK(seen.timestamp == 2);
  CHECK(seen.files.at("targets.json") == 4);
}
