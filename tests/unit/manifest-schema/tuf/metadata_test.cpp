#include "manifest-schema/tuf/metadata.hpp"

#include <catch2/catch.hpp>

#include "base/digest.hpp"
#include "base/errors.hpp"
#include "manifest-schema/canonical_json.hpp"
#include "manifest-schema/tuf/encode.hpp"
#include "manifest-schema/tuf/parse.hpp"

using namespace switchback;

namespace {

const switchback::Timestamp kExpiry = *parse_timestamp("2030-01-02T03:04:05Z");

tuf::Root sample_root() {
  tuf::Root root;
  root.version = 3;
  root.expires = kExpiry;
  const tuf::Key key = tuf::make_key("ed25519", "ed25519", std::string(64, 'a'));
  root.keys[tuf::key_id(key)] = key;
  for (const char* role : {"root", "timestamp", "snapshot", "targets"})
    root.roles[role] = {{tuf::key_id(key)}, 1};
  return root;
}

std::string root_text(std::string_view from = "", std::string_view to = "") {
  std::string text = tuf::encode(sample_root(), {{"k", "00"}});
  if (!from.empty()) {
    const auto at = text.find(from);
    REQUIRE(at != std::string::npos);
    text.replace(at, from.size(), to);
  }
  return text;
}

std::string targets_text(const std::string& delegations) {
  return R"({"signatures":[],"signed":{"_type":"targets","delegations":)" + delegations +
         R"(,"expires":"2030-01-01T00:00:00Z","spec_version":"1.0.31","targets":{},"version":1}})";
}

std::string code_of(const std::string& text, bool targets = false) {
  try {
    targets ? (void)tuf::parse_targets(text) : (void)tuf::parse_root(text);
    return "accepted";
  } catch (const TrustError& error) {
    return error.code();
  }
}

}  // namespace

TEST_CASE("encoded metadata is canonical JSON without a newline") {
  CHECK(is_canonical_json(root_text()));
  CHECK(root_text().back() == '}');
}

TEST_CASE("root survives encoding and parsing") {
  const auto parsed = tuf::parse_root(root_text());
  CHECK(parsed.content.version == 3);
  CHECK(parsed.content.expires == kExpiry);
  CHECK(parsed.content.consistent_snapshot);
  CHECK(parsed.content.keys == sample_root().keys);
  CHECK(parsed.content.roles.at("targets").threshold == 1);
  CHECK(parsed.signatures == std::vector<tuf::Signature>{{"k", "00"}});
  CHECK(parsed.signed_bytes == tuf::signed_bytes(sample_root()));
}

TEST_CASE(
    "timestamp and snapshot survive encoding and parsing, with and without length and hashes") {
  tuf::Timestamp timestamp;
  timestamp.expires = kExpiry;
  timestamp.snapshot = {7, 100, {{"sha256", "ab"}}};
  CHECK(tuf::parse_timestamp(tuf::encode(timestamp, {})).content.snapshot == timestamp.snapshot);

  tuf::Snapshot snapshot;
  snapshot.meta = {{"targets.json", {1, 5, {{"sha512", "cd"}}}}, {"p-demo.json", {9, {}, {}}}};
  CHECK(tuf::parse_snapshot(tuf::encode(snapshot, {})).content.meta == snapshot.meta);
  CHECK(tuf::signed_bytes(snapshot).find(R"("p-demo.json":{"version":9})") != std::string::npos);
}

TEST_CASE("targets carry custom fields as canonical JSON") {
  tuf::Targets targets;
  targets.targets["demo/0001/0a1/manifest.json"] = {12, {{"sha256", "ef"}}, R"({"version":"0a1"})"};
  const auto parsed = tuf::parse_targets(tuf::encode(targets, {}));
  CHECK(parsed.content.targets == targets.targets);
  CHECK_FALSE(parsed.content.delegations);
}

TEST_CASE("delegations by path, by hash prefix and by succinct bins survive encoding and parsing") {
  tuf::Targets targets;
  targets.delegations.emplace();
  tuf::DelegatedRole by_path;
  by_path.name = "a";
  by_path.terminating = true;
  by_path.paths = {"x/*"};
  by_path.key_ids = {"k1", "k2"};
  by_path.threshold = 2;
  tuf::DelegatedRole by_hash;
  by_hash.name = "b";
  by_hash.path_hash_prefixes = {"0f"};
  targets.delegations->roles = {by_path, by_hash};
  const auto roles = tuf::parse_targets(tuf::encode(targets, {})).content.delegations->roles;
  REQUIRE(roles.size() == 2);
  CHECK(roles[0].terminating);
  CHECK(roles[0].paths == by_path.paths);
  CHECK(roles[0].threshold == 2);
  CHECK(roles[1].path_hash_prefixes == by_hash.path_hash_prefixes);

  targets.delegations.emplace();
  targets.delegations->succinct.emplace();
  targets.delegations->succinct->bit_length = 8;
  targets.delegations->succinct->name_prefix = "bin";
  const auto bins = tuf::parse_targets(tuf::encode(targets, {})).content.delegations->succinct;
  CHECK(bins->bit_length == 8);
  CHECK(bins->name_prefix == "bin");
}

TEST_CASE("members of other tools are kept in the signed bytes and when encoded again") {
  const auto parsed =
      tuf::parse_root(root_text("\"version\":3", "\"version\":3,\"x-tool\":{\"a\":[1]}"));
  CHECK(parsed.content.extra == R"({"x-tool":{"a":[1]}})");
  CHECK(parsed.signed_bytes.find("x-tool") != std::string::npos);
  CHECK(tuf::signed_bytes(parsed.content) == parsed.signed_bytes);
}

TEST_CASE("members of other tools are kept without those we know, in order") {
  const auto parsed =
      tuf::parse_root(root_text("\"version\":3", "\"version\":3,\"zz\":1,\"a\\\"b\":\"c\""));
  CHECK(parsed.content.extra == R"({"a\"b":"c","zz":1})");
}

TEST_CASE("metadata made of very many small values is refused before it fills the memory") {
  const auto with_values = [](std::size_t count) {
    std::string list = "[";
    for (std::size_t i = 0; i < count; ++i) list += "{},";
    return root_text("\"version\":3", "\"version\":3,\"x\":" + list + "{}]");
  };
  CHECK_NOTHROW(tuf::parse_root(with_values(tuf::kMaxMetadataValues - 1000)));
  CHECK_THROWS_AS(tuf::parse_root(with_values(tuf::kMaxMetadataValues)), TrustError);
}

TEST_CASE("a key id is the SHA-256 of the key's canonical JSON") {
  const tuf::Key key = tuf::make_key("ed25519", "ed25519", "00");
  CHECK(key.json == R"({"keytype":"ed25519","keyval":{"public":"00"},"scheme":"ed25519"})");
  CHECK(tuf::key_id(key) == Sha256::of(key.json).hex());
  CHECK(tuf::is_key_id(key, tuf::key_id(key)));
  CHECK_FALSE(tuf::is_key_id(key, std::string(64, '0')));
}

TEST_CASE("a key in PEM survives encoding and parsing with its id") {
  const tuf::Key pem = tuf::make_key("ecdsa", "ecdsa-sha2-nistp256", "-----BEGIN\nAB\n-----END\n");
  const std::string id = tuf::key_id(pem);
  // The id is computed with the line breaks raw.
  CHECK(id ==
        Sha256::of("{\"keytype\":\"ecdsa\",\"keyval\":{\"public\":\"-----BEGIN\nAB\n-----END\n\"},"
                   "\"scheme\":\"ecdsa-sha2-nistp256\"}")
            .hex());
  tuf::Root root = sample_root();
  root.keys[id] = pem;
  const std::string bytes = tuf::encode(root, {});
  CHECK(is_canonical_json(bytes));
  CHECK(tuf::parse_root(bytes).content.keys.at(id) == pem);
  CHECK(tuf::parse_root(bytes).signed_bytes == tuf::signed_bytes(root));
}

TEST_CASE("custom fields with line breaks can be read again") {
  tuf::Targets targets;
  targets.targets["a"] = {1, {{"sha256", "ef"}}, R"({"reason":"one\u000atwo"})"};
  const auto parsed = tuf::parse_targets(tuf::encode(targets, {}));
  CHECK(parsed.content.targets == targets.targets);
  CHECK(parsed.signed_bytes == tuf::signed_bytes(targets));
}

TEST_CASE("a key id from before another tool added members to the key is accepted") {
  const tuf::Key original = tuf::make_key("ed25519", "ed25519", "00");
  tuf::Key later = original;
  later.json =
      R"({"keytype":"ed25519","keyval":{"public":"00"},"scheme":"ed25519","x-owner":"@a"})";
  CHECK(tuf::is_key_id(later, tuf::key_id(original)));
  CHECK(tuf::is_key_id(later, tuf::key_id(later)));

  tuf::Key old_style = original;
  old_style.json =
      R"({"keyid_hash_algorithms":["sha256"],"keytype":"ed25519","keyval":{"public":"00"},"scheme":"ed25519"})";
  const std::string id = tuf::key_id(old_style);
  old_style.json.insert(old_style.json.size() - 1, R"(,"x-owner":"@a")");
  CHECK(tuf::is_key_id(old_style, id));
}

TEST_CASE("a key of an unknown kind does not make the metadata unreadable") {
  for (const char* key :
       {R"({"keytype":"sigstore-oidc","keyval":{"identity":"a","issuer":"b"},"scheme":"Fulcio"})",
        R"({"keytype":7})", R"("text")", "null"}) {
    INFO(key);
    CHECK(code_of(root_text("\"keys\":{", std::string("\"keys\":{\"x\":") + key + ",")) ==
          "accepted");
  }
}

TEST_CASE("malformed root metadata is refused") {
  struct Case {
    const char* from;
    const char* to;
  };
  const Case cases[] = {
      {"\"_type\":\"root\"", "\"_type\":\"targets\""},
      {"\"spec_version\":\"1.0.31\"", "\"spec_version\":\"2.0.0\""},
      {"\"spec_version\":\"1.0.31\"", "\"spec_version\":\"10.0\""},
      {"\"spec_version\":\"1.0.31\"", "\"spec_version\":1"},
      {"\"version\":3", "\"version\":0"},
      {"\"version\":3", "\"version\":-3"},
      {"\"version\":3", "\"version\":\"3\""},
      {"\"version\":3", "\"version\":3.0"},
      {"\"version\":3", "\"version\":true"},
      {"\"version\":3", "\"versions\":3"},
      {"\"version\":3", "\"version\":3,\"version\":3"},
      {"2030-01-02T03:04:05Z", "2030-01-02"},
      {"2030-01-02T03:04:05Z", "2030-01-02T03:04:05+00:00"},
      {"2030-01-02T03:04:05Z", "2030-02-30T03:04:05Z"},
      {"\"threshold\":1", "\"threshold\":0"},
      {"\"threshold\":1", "\"threshold\":-1"},
      {"\"threshold\":1", "\"threshold\":1.5"},
      {"\"threshold\":1", "\"threshold\":\"1\""},
      {"\"threshold\":1", "\"threshold\":true"},
      {"\"threshold\":1", "\"threshold\":null"},
      {"\"timestamp\":", "\"time\":"},
      {"\"keyids\":[", "\"keyids\":[1,"},
      {"\"consistent_snapshot\":true", "\"consistent_snapshot\":\"true\""},
      {"{\"keyid\":\"k\",\"sig\":\"00\"}",
       "{\"keyid\":\"k\",\"sig\":\"00\"},{\"keyid\":\"k\",\"sig\":\"01\"}"},
      {"{\"keyid\":\"k\",\"sig\":\"00\"}", "{\"keyid\":\"k\"}"},
      {"\"signatures\":[", "\"signature\":["},
  };
  for (const Case& bad : cases) {
    INFO(bad.from << " -> " << bad.to);
    CHECK(code_of(root_text(bad.from, bad.to)) == "trust-format");
  }
  for (const char* text :
       {"", "null", "[]", "{}", R"({"signed":{}})", R"({"signed":[],"signatures":[]})"})
    CHECK(code_of(text) == "trust-format");
}

TEST_CASE("a delegated role may not have no name, a top-level role's name or another's name") {
  const auto delegations = [](const std::string& roles) {
    return targets_text(R"({"keys":{},"roles":[)" + roles + "]}");
  };
  const auto role = [](const std::string& name) {
    return R"({"keyids":[],"name":")" + name +
           R"(","paths":["*"],"terminating":false,"threshold":1})";
  };
  CHECK(code_of(delegations(role("ok")), true) == "accepted");
  for (const char* name : {"", "root", "timestamp", "snapshot", "targets"})
    CHECK(code_of(delegations(role(name)), true) == "trust-format");
  CHECK(code_of(delegations(role("a") + "," + role("a")), true) == "trust-format");
}

TEST_CASE("malformed delegations are refused") {
  const char* cases[] = {
      R"({"keys":{}})",
      R"({"keys":{},"roles":[],"succinct_roles":{"keyids":[],"threshold":1,"bit_length":1,"name_prefix":"b"}})",
      R"({"keys":{},"succinct_roles":{"keyids":[],"threshold":1,"bit_length":0,"name_prefix":"b"}})",
      R"({"keys":{},"succinct_roles":{"keyids":[],"threshold":1,"bit_length":33,"name_prefix":"b"}})",
      R"({"keys":{},"roles":[{"keyids":[],"name":"a","terminating":false,"threshold":1}]})",
      R"({"keys":{},"roles":[{"keyids":[],"name":"a","paths":[],"path_hash_prefixes":[],"terminating":false,"threshold":1}]})",
      R"({"keys":{},"roles":[{"keyids":[],"name":"a","paths":["*"],"threshold":1}]})",
      R"({"keys":{},"roles":[{"keyids":[],"name":"a","paths":["*"],"terminating":false,"threshold":0}]})",
  };
  for (const char* text : cases) {
    INFO(text);
    CHECK(code_of(targets_text(text), true) == "trust-format");
  }
}
