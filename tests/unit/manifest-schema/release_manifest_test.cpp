#include "manifest-schema/release_manifest.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "base/errors.hpp"
#include "manifest-schema/canonical_json.hpp"
#include "manifest-schema/delta_header.hpp"
#include "tests/support/golden.hpp"
#include "tests/support/json_schema.hpp"
#include "tests/support/mutations.hpp"

using namespace switchback;
using namespace switchback::test;
using nlohmann::json;

namespace {

constexpr const char* kGolden = "manifest-schema/golden/manifest.json";

ReleaseManifest sample() {
  ReleaseManifest manifest;
  manifest.product = "demo";
  manifest.version = Version::from_argument("0b2+hotfix.4");
  manifest.published = *parse_timestamp("2026-11-23T18:30:00Z");
  manifest.bundle = {123456, Sha256::of("bundle")};
  manifest.index = {4096, Sha256::of("index"), 4000, Sha256::of("list"), 6, 2, IndexCut::fine};
  manifest.tree = {3, 2, 1, 9007199254740992};
  manifest.changelog = {
      {ChangeType::breaking, "The port \"moved\" \\ away", {{"config", "server.port"}}},
      {ChangeType::security, "Umlauts like \xc3\xa4", {{"cve", "CVE-2026-1234"}, {"db", "users"}}},
      {ChangeType::fixed, "", {}}};
  manifest.release =
      parse_release_description(read_source("manifest-schema/golden/release.json"), "demo");
  DeltaReference delta;
  delta.offer = {Version::from_argument("0b1"), 30000, Sha256::of("delta")};
  delta.from_list_sha256 = Sha256::of("list of 0b1");
  delta.header_length = 2000;
  delta.header_sha256 = Sha256::of("header");
  manifest.deltas = {delta};
  return manifest;
}

json sample_json() {
  return json::parse(encode_manifest(sample()));
}

void check_refused(const json& document) {
  INFO(document.dump());
  try {
    parse_manifest(document.dump());
    FAIL("accepted");
  } catch (const TrustError& error) {
    CHECK(error.code() == "trust-format");
  }
}

}  // namespace

TEST_CASE("the golden manifest is written byte for byte and read back") {
  const auto bytes = encode_manifest(sample());
  check_golden(kGolden, bytes);
  CHECK(is_canonical_json(bytes));
  const auto parsed = parse_manifest(bytes);
  CHECK(parsed.product == "demo");
  CHECK(parsed.version == sample().version);
  CHECK(parsed.published == sample().published);
  CHECK(parsed.bundle == sample().bundle);
  CHECK(parsed.index == sample().index);
  CHECK(parsed.tree == sample().tree);
  CHECK(parsed.changelog == sample().changelog);
  CHECK(parsed.release == sample().release);
  CHECK(parsed.deltas == sample().deltas);
  CHECK(encode_manifest(parsed) == bytes);
}

TEST_CASE("the golden manifest conforms to its JSON Schema, and damaged ones do not") {
  const auto schema = json::parse(read_source("manifest-schema/schemas/manifest.schema.json"));
  const auto document = sample_json();
  CHECK(schema_violations(document, schema) == std::vector<std::string>{});
  for (const auto& [key, value] : document.items()) {
    CAPTURE(key);
    if (key == "deltas") continue;
    auto without = document;
    without.erase(key);
    CHECK_FALSE(schema_violations(without, schema).empty());
    check_refused(without);
  }
}

TEST_CASE("a manifest without changelog entries and description is complete") {
  auto manifest = sample();
  manifest.changelog.clear();
  manifest.release = {};
  const auto parsed = parse_manifest(encode_manifest(manifest));
  CHECK(parsed.changelog.empty());
  CHECK(parsed.release == ReleaseDescription{});
}

TEST_CASE("a manifest of an older publisher keeps its bytes") {
  auto document = sample_json();
  document["index"].erase("cut");
  const auto parsed = parse_manifest(document.dump());
  CHECK(parsed.index.cut == IndexCut::coarse);
  CHECK(json::parse(encode_manifest(parsed)) == document);
}

TEST_CASE("an index that hosts would refuse is not signed") {
  auto manifest = sample();
  manifest.index.length = kMaxIndexLength;
  manifest.index.frames = kMaxIndexFrames;
  CHECK_NOTHROW(encode_manifest(manifest));
  ++manifest.index.frames;
  CHECK_THROWS_AS(encode_manifest(manifest), ConfigError);
  --manifest.index.frames;
  ++manifest.index.length;
  CHECK_THROWS_WITH(encode_manifest(manifest), Catch::Contains("268435457 bytes"));
}

TEST_CASE("keys of a newer publisher are ignored, a newer form is refused") {
  auto document = sample_json();
  document["aurora"] = json::array({1});
  document["deltas"][0]["aurora"] = 1;
  document["bundle"]["compression"] = "zstd";
  document["changelog"][0]["type"] = "celebrated";
  const auto parsed = parse_manifest(document.dump());
  CHECK(parsed.bundle == sample().bundle);
  CHECK(parsed.changelog[0].type == ChangeType::changed);
  document["schema"] = "switchback.manifest/2";
  CHECK_THROWS_WITH(parse_manifest(document.dump()), Catch::Contains("newer than this program"));
  for (const char* schema :
       {"switchback.manifest/0", "switchback.manifest/", "switchback.manifest/1x",
        "switchback.manifest/-1", "switchback.manifest", "other/1", ""}) {
    document["schema"] = schema;
    check_refused(document);
  }
}

TEST_CASE("wrong values in a manifest are refused") {
  const auto with = [](const char* pointer, const json& value) {
    auto document = sample_json();
    document[json::json_pointer(pointer)] = value;
    return document;
  };
  check_refused(with("/product", "Demo"));
  check_refused(with("/product", "../demo"));
  check_refused(with("/version", "1.0"));
  check_refused(with("/version", "a.1.1-1"));
  check_refused(with("/published", "2026-11-23 18:30:00"));
  check_refused(with("/bundle", nullptr));
  check_refused(with("/bundle/length", 0));
  check_refused(with("/bundle/length", -1));
  check_refused(with("/bundle/length", 1.5));
  check_refused(with("/bundle/length", 9007199254740993));
  check_refused(with("/bundle/sha256", "AB"));
  check_refused(with("/bundle/sha256", std::string(64, 'A')));
  check_refused(with("/bundle/sha256", std::string(62, 'a')));
  check_refused(with("/index/list_offset", 4096));
  check_refused(with("/index/entries", 7));
  for (const auto& rule : {json(0), json(3), json(-1), json("2"), json(nullptr)})
    check_refused(with("/index/cut", rule));
  check_refused(with("/tree/files", 4));
  check_refused(with("/changelog", json::object()));
  check_refused(with("/changelog/0/text", 1));
  check_refused(with("/changelog/0/references/0/kind", nullptr));
  check_refused(with("/deltas", json::object()));
  check_refused(with("/deltas", json::array_t(kMaxDeltas + 1, sample_json()["deltas"][0])));
  check_refused(with("/deltas/0", nullptr));
  check_refused(with("/deltas/0/from", "b2"));
  check_refused(with("/deltas/0/length", 0));
  check_refused(with("/deltas/0/sha256", "AB"));
  check_refused(with("/deltas/0/from_list_sha256", nullptr));
  check_refused(with("/deltas/0/header", nullptr));
  check_refused(with("/deltas/0/header/length", 30001));
  check_refused(with("/deltas/0/header/sha256", std::string(62, 'a')));
  check_refused(with("/release", "{}"));
  check_refused(with("/release/barrier", "no"));
}

TEST_CASE("bytes that are not strict JSON or too many are refused") {
  const auto bytes = encode_manifest(sample());
  for (const auto& text :
       {std::string(), bytes + "x", bytes.substr(0, bytes.size() - 1), "[" + bytes + "]",
        std::string("null"), "{\"schema\":\"switchback.manifest/1\"," + bytes.substr(1)}) {
    CHECK_THROWS_AS(parse_manifest(text), TrustError);
  }
  CHECK_THROWS_AS(parse_manifest(bytes + std::string(kMaxManifestLength, ' ')), TrustError);
}

TEST_CASE("the header of a delta has a length that a host reads whole") {
  auto document = sample_json();
  document["deltas"][0]["length"] = 5'000'000;
  document["deltas"][0]["header"]["length"] = kMaxDeltaHeader;
  CHECK(parse_manifest(document.dump()).deltas[0].header_length == kMaxDeltaHeader);
  document["deltas"][0]["header"]["length"] = kMaxDeltaHeader + 1;
  check_refused(document);
}

TEST_CASE("a text of two lines can be read again") {
  auto manifest = sample();
  manifest.changelog[0].text = "two\nlines";
  CHECK(parse_manifest(encode_manifest(manifest)).changelog[0].text == "two\nlines");
}

TEST_CASE("a manifest that nobody could read is not written") {
  auto manifest = sample();
  manifest.changelog[0].text = std::string(kMaxManifestLength, 'x');
  CHECK_THROWS_AS(encode_manifest(manifest), ConfigError);
}

TEST_CASE("a release's files have fixed places") {
  const auto version = Version::from_argument("0b2+hotfix.4");
  CHECK(manifest_target_path("demo", "0001", version) == "demo/0001/0b2~hotfix.4/manifest.json");
  CHECK(blob_path("demo", Sha256::of("")) ==
        "targets/demo/blobs/e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST_CASE("the names of kinds of changes are parsed back") {
  for (const auto type : {ChangeType::breaking, ChangeType::needs_action, ChangeType::security,
                          ChangeType::added, ChangeType::changed, ChangeType::fixed}) {
    CHECK(parse_change_type(change_type_name(type)) == type);
  }
  CHECK(change_type_name(ChangeType::needs_action) == "needs-action");
  CHECK_FALSE(parse_change_type("Breaking"));
  CHECK(marks_security_release(sample().changelog));
  CHECK_FALSE(marks_security_release({{ChangeType::fixed, "x", {}}}));
}

TEST_CASE("any bytes are a manifest that is written again or are refused") {
  for_each_mutation(read_source(kGolden), 2000, [](const std::string& bytes) {
    try {
      const auto manifest = parse_manifest(bytes);
      CHECK(parse_manifest(encode_manifest(manifest)).version == manifest.version);
    } catch (const TrustError& error) {
      CHECK(error.code() == "trust-format");
    }
  });
}
