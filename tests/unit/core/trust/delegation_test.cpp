#include "core/trust/delegation.hpp"

#include <catch2/catch.hpp>

#include "base/digest.hpp"

using namespace switchback;

namespace {

tuf::Targets with_roles(std::vector<tuf::DelegatedRole> roles) {
  tuf::Targets targets;
  targets.delegations.emplace();
  targets.delegations->roles = std::move(roles);
  return targets;
}

tuf::DelegatedRole role(const std::string& name, std::vector<std::string> paths) {
  tuf::DelegatedRole role;
  role.name = name;
  role.paths = std::move(paths);
  return role;
}

tuf::Targets with_bins(std::uint64_t bits) {
  tuf::Targets targets;
  targets.delegations.emplace();
  targets.delegations->succinct.emplace();
  targets.delegations->succinct->bit_length = bits;
  targets.delegations->succinct->name_prefix = "bin";
  return targets;
}

}  // namespace

TEST_CASE("delegations that match are named in their order") {
  tuf::Targets targets =
      with_roles({role("a", {"x/*"}), role("b", {"y"}), role("c", {"z", "x/1"})});
  targets.delegations->roles[2].terminating = true;
  const auto steps = delegations_for(targets, "x/1");
  REQUIRE(steps.size() == 2);
  CHECK(steps[0].role == "a");
  CHECK_FALSE(steps[0].terminating);
  CHECK(steps[1].role == "c");
  CHECK(steps[1].terminating);
  CHECK(delegations_for(tuf::Targets{}, "x/1").empty());
}

TEST_CASE("path hash prefixes select by the SHA-256 of the target path") {
  const std::string hash = Sha256::of("some/target").hex();
  tuf::DelegatedRole hashed;
  hashed.name = "h";
  hashed.path_hash_prefixes = {"zz", hash.substr(0, 3)};
  CHECK(delegates(with_roles({hashed}), "h", "some/target"));
  hashed.path_hash_prefixes = {hash.substr(1, 3) + "x"};
  CHECK_FALSE(delegates(with_roles({hashed}), "h", "some/target"));
}

TEST_CASE("a path has exactly one succinct bin") {
  // SHA-256("file") begins 3b9c358f...
  REQUIRE(Sha256::of("file").hex().substr(0, 8) == "3b9c358f");
  CHECK(succinct_role_for(*with_bins(1).delegations->succinct, "file") == "bin-0");
  CHECK(succinct_role_for(*with_bins(4).delegations->succinct, "file") == "bin-3");
  CHECK(succinct_role_for(*with_bins(5).delegations->succinct, "file") == "bin-07");
  CHECK(succinct_role_for(*with_bins(8).delegations->succinct, "file") == "bin-3b");
  CHECK(succinct_role_for(*with_bins(16).delegations->succinct, "file") == "bin-3b9c");
  CHECK(succinct_role_for(*with_bins(32).delegations->succinct, "file") == "bin-3b9c358f");
  const auto steps = delegations_for(with_bins(8), "file");
  REQUIRE(steps.size() == 1);
  CHECK(steps[0].terminating);
}

TEST_CASE("only names of bins have the bins' keys") {
  const tuf::Targets bins = with_bins(5);
  CHECK(delegated_keys(bins, "bin-00"));
  CHECK(delegated_keys(bins, "bin-1f"));
  for (const char* name :
       {"bin-20", "bin-0", "bin-000", "bin-1F", "bin-", "bin-0x", "bin00", "other-00", ""})
    CHECK_FALSE(delegated_keys(bins, name));
}

TEST_CASE("a role that is not delegated has no keys") {
  CHECK(delegated_keys(with_roles({role("a", {})}), "a"));
  CHECK_FALSE(delegated_keys(with_roles({role("a", {})}), "b"));
  CHECK_FALSE(delegated_keys(tuf::Targets{}, "a"));
}
