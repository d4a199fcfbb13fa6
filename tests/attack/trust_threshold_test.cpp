// Thresholds and keys (DESIGN section 6, TUF specification 4.2).
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "tests/support/trusting_host.hpp"

using namespace switchback;
using namespace switchback::test;
using nlohmann::json;

namespace {

// Root 2 as JSON that `change` edits, signed by the root key; what a refresh says to it.
std::string refresh_with_root(TrustingHost& host, const std::function<void(json&)>& change) {
  host.sim.bump_root();
  json root = json::parse(host.sim.root_bytes(2));
  change(root["signed"]);
  const std::string bytes = root["signed"].dump();  // sorted, no white space, nothing to escape
  const TestSigner& signer = host.sim.signers["root"].front();
  root["signatures"] = json::array({{{"keyid", signer.key_id}, {"sig", signer.sign(bytes)}}});
  host.sim.instead["2.root.json"] = root.dump();
  return host.refresh();
}

}  // namespace

TEST_CASE("one key listed under two ids counts once") {
  TrustingHost host;
  const TestSigner signer = make_ed25519_signer();
  TestSigner again = signer;  // the same key with another member has another, honestly computed id
  again.key.json.insert(again.key.json.size() - 1, R"(,"x-copy":"1")");
  again.key_id = tuf::key_id(again.key);
  REQUIRE(again.key_id != signer.key_id);
  host.sim.root.roles["snapshot"] = {{}, 2};
  host.sim.signers["snapshot"].clear();
  host.sim.add_key("snapshot", signer);
  host.sim.add_key("snapshot", again);
  host.sim.bump_root();
  CHECK(host.refresh() == "trust-threshold");
  CHECK(host.stored_version("snapshot") == 0);
  host.sim.add_key("snapshot", make_ed25519_signer());
  host.sim.bump_root();
  CHECK(host.refresh() == "ok");
}

TEST_CASE("one key written in several encodings counts once") {
  TrustingHost host;
  const TestSigner signer = make_ecdsa_signer();
  host.sim.root.roles["snapshot"] = {{}, 2};
  host.sim.signers["snapshot"].clear();
  host.sim.add_key("snapshot", signer);
  for (const TestSigner& copy : rewritten(signer)) host.sim.add_key("snapshot", copy);
  host.sim.bump_root();
  CHECK(host.refresh() == "trust-threshold");
  CHECK(host.stored_version("snapshot") == 0);
  host.sim.add_key("snapshot", make_ecdsa_signer());
  host.sim.bump_root();
  CHECK(host.refresh() == "ok");
}

TEST_CASE("one key id listed many times counts once") {
  TrustingHost host;
  tuf::RoleKeys& role = host.sim.root.roles["snapshot"];
  for (int i = 0; i < 9; ++i) role.key_ids.push_back(role.key_ids.front());
  role.threshold = 2;
  host.sim.bump_root();
  CHECK(host.refresh() == "trust-threshold");
}

TEST_CASE("two signatures with one key id make a file malformed") {
  TrustingHost host;
  json snapshot = json::parse(host.sim.role_bytes("snapshot"));
  snapshot["signatures"].push_back(snapshot["signatures"][0]);
  host.sim.instead["1.snapshot.json"] = snapshot.dump();
  CHECK(host.refresh() == "trust-format");
  CHECK(host.stored_version("snapshot") == 0);
}

TEST_CASE("a key whose declared id is another's is ignored, not fatal") {
  TrustingHost host;
  const TestSigner thief = make_ed25519_signer();
  const std::string honest = host.sim.root.roles["timestamp"].key_ids.front();
  SECTION("its signatures do not count") {
    TestSigner posing = thief;
    posing.key_id = std::string(64, 'a');
    host.sim.root.roles["timestamp"] = {{}, 1};
    host.sim.signers["timestamp"].clear();
    host.sim.add_key("timestamp", posing);
    host.sim.bump_root();
    CHECK(host.refresh() == "trust-threshold");
  }
  SECTION("the other keys of the role still count") {
    TestSigner posing = thief;
    posing.key_id = std::string(64, 'a');
    host.sim.add_key("timestamp", posing);
    host.sim.bump_root();
    CHECK(host.refresh() == "ok");
  }
}

TEST_CASE("thresholds below 1 and thresholds that are no integers are refused") {
  TrustingHost host;
  const json threshold = GENERATE(json(0), json(-1), json(1.0), json("1"), json(true),
                                  json(nullptr), json(json::array({1})));
  INFO(threshold.dump());
  CHECK(refresh_with_root(host, [&](json& root) {
          root["roles"]["timestamp"]["threshold"] = threshold;
        }) == "trust-format");
  CHECK(host.stored_version("root") == 1);
}

TEST_CASE("a delegation whose threshold is below 1 is refused") {
  TrustingHost host;
  SECTION("named role") {
    host.sim.add_delegation("targets", "A", {"*"}).threshold = 0;
  }
  SECTION("succinct roles") {
    host.sim.add_succinct_roles(1, "bin");
    host.sim.targets().delegations->succinct->threshold = 0;
  }
  host.sim.add_target(std::prev(host.sim.roles.end(), 2)->first, "file", "content");
  host.sim.update_snapshot();
  CHECK(host.search("file") == "trust-format");
}

TEST_CASE("keys in a root that nobody here can use do not harm it") {
  TrustingHost host;
  CHECK(refresh_with_root(host, [](json& root) {
          root["keys"]["00"] = {{"keytype", "sigstore-oidc"},
                                {"scheme", "Fulcio"},
                                {"keyval", {{"identity", "a@b"}, {"issuer", "c"}}}};
          root["keys"]["01"] = 7;
          root["roles"]["root"]["keyids"].push_back("00");
          root["roles"]["root"]["keyids"].push_back("missing");
          root["x-tuf-on-ci-expiry-period"] = 365;
          root["roles"]["root"]["x-tuf-on-ci-signing-period"] = 31;
        }) == "ok");
  CHECK(host.stored_version("root") == 2);
}

TEST_CASE("an empty or wrong signature beside enough good ones does no harm") {
  TrustingHost host;
  const TestSigner lazy = make_ed25519_signer();
  host.sim.add_key("timestamp", lazy);
  host.sim.bump_root();
  json timestamp = json::parse(host.sim.role_bytes("timestamp"));
  timestamp["signatures"][1]["sig"] =
      GENERATE(as<std::string>{}, "", "not hex", "00", std::string(128, '0'));
  host.sim.instead["timestamp.json"] = timestamp.dump();
  CHECK(host.refresh() == "ok");
}

TEST_CASE("keys of another role do not sign for this one") {
  TrustingHost host;
  const std::string role = GENERATE("timestamp", "snapshot", "targets");
  host.sim.signers[role] = host.sim.signers["root"];
  CHECK(host.refresh() == "trust-threshold");
  CHECK(host.stored_version(role) == 0);
}

TEST_CASE("metadata of one type cannot stand in for another") {
  TrustingHost host;
  host.sim.signers["snapshot"].push_back(host.sim.signers["timestamp"].front());
  host.sim.snapshot.meta = {{"snapshot.json", {1, {}, {}}}};  // a valid timestamp but for its type
  host.sim.snapshot.version = 5;
  host.sim.instead["timestamp.json"] = host.sim.role_bytes("snapshot");
  CHECK(host.refresh() == "trust-format");
  CHECK(host.stored_version("timestamp") == 0);
}

TEST_CASE("an edited file is refused whatever the edit") {
  TrustingHost host;
  const std::string role = GENERATE("timestamp", "snapshot", "targets");
  std::string bytes = host.sim.role_bytes(role);
  const auto at = bytes.find("2030");
  bytes.replace(at, 4, "2031");
  host.sim.instead[role == "timestamp" ? "timestamp.json" : "1." + role + ".json"] = bytes;
  CHECK(host.refresh() == "trust-threshold");
}

TEST_CASE("a duplicate key cannot show one reader another value") {
  TrustingHost host;
  std::string bytes = host.sim.role_bytes("timestamp");
  const auto at = bytes.rfind("\"version\":1");
  bytes.insert(at, "\"version\":9,");
  host.sim.instead["timestamp.json"] = bytes;
  CHECK(host.refresh() == "trust-format");
}

TEST_CASE("signatures are over the canonical form, however the file is laid out") {
  TrustingHost host;
  host.sim.instead["timestamp.json"] = json::parse(host.sim.role_bytes("timestamp")).dump(4) + "\n";
  CHECK(host.refresh() == "ok");
}
