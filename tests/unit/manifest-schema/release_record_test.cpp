#include "manifest-schema/release_record.hpp"

#include <catch2/catch.hpp>

#include "base/errors.hpp"

using namespace switchback;

namespace {

ReleaseRecord plain_record() {
  ReleaseRecord record;
  record.version = *Version::parse("0b2+hotfix.4");
  record.published = *parse_timestamp("2026-11-23T18:30:00Z");
  record.sizes = {1, 2, 3, 4};
  return record;
}

ReleaseRecord full_record() {
  ReleaseRecord record = plain_record();
  record.barrier = true;
  record.security = true;
  record.min_version = Version::parse("0a1");
  record.upgrades_from = ">=0a1";
  record.yanked = "it \"eats\" data";
  record.dead_end = "reinstall";
  record.rollout = Rollout{25, true};
  record.irreversible = {"main/003_drop"};
  record.deltas = {{*Version::parse("0b1"), 30000, Sha256::of("delta")}};
  return record;
}

}  // namespace

TEST_CASE("a release record reads back as it was written") {
  CHECK(parse_release_record(encode_release_record(plain_record())) == plain_record());
  CHECK(parse_release_record(encode_release_record(full_record())) == full_record());
}

TEST_CASE("a plain release record has this form") {
  CHECK(encode_release_record(plain_record()) ==
        R"({"barrier":false,"published":"2026-11-23T18:30:00Z","security":false,)"
        R"("sizes":{"bundle":1,"files":4,"index":2,"tree":3},"version":"0b2+hotfix.4"})");
}

TEST_CASE("a release record may have members that a newer publisher added") {
  std::string text = encode_release_record(plain_record());
  text.insert(1, R"("aurora":{"x":1},)");
  CHECK(parse_release_record(text) == plain_record());
}

TEST_CASE("what a record says to operators has a length") {
  ReleaseRecord record = plain_record();
  record.yanked = std::string(kMaxRecordText, 'x');
  CHECK(parse_release_record(encode_release_record(record)) == record);
  record.yanked->push_back('x');
  CHECK_THROWS_AS(parse_release_record(encode_release_record(record)), TrustError);
}

TEST_CASE("a record lists a bounded number of one-way migrations") {
  ReleaseRecord record = plain_record();
  record.irreversible.assign(kMaxIrreversible, "main/003_drop");
  CHECK(parse_release_record(encode_release_record(record)) == record);
  record.irreversible.emplace_back("main/004_drop");
  CHECK_THROWS_AS(parse_release_record(encode_release_record(record)), TrustError);
}

TEST_CASE("a record lists a bounded number of deltas") {
  ReleaseRecord record = full_record();
  record.deltas.resize(kMaxDeltas, record.deltas[0]);
  CHECK(parse_release_record(encode_release_record(record)) == record);
  record.deltas.push_back(record.deltas[0]);
  CHECK_THROWS_AS(parse_release_record(encode_release_record(record)), TrustError);
}

TEST_CASE("a release record with a wrong or missing member is refused") {
  for (
      const char* text :
      {"", "[]", "{}", R"({"version":"0b2"})",
       R"({"barrier":0,"published":"2026-11-23T18:30:00Z","security":false,"sizes":{"bundle":1,"files":4,"index":2,"tree":3},"version":"0b2"})",
       R"({"barrier":false,"irreversible":"x","published":"2026-11-23T18:30:00Z","security":false,"sizes":{"bundle":1,"files":4,"index":2,"tree":3},"version":"0b2"})",
       R"({"barrier":false,"irreversible":[1],"published":"2026-11-23T18:30:00Z","security":false,"sizes":{"bundle":1,"files":4,"index":2,"tree":3},"version":"0b2"})",
       R"({"barrier":false,"published":"yesterday","security":false,"sizes":{"bundle":1,"files":4,"index":2,"tree":3},"version":"0b2"})",
       R"({"barrier":false,"published":"2026-11-23T18:30:00Z","security":false,"sizes":{"bundle":1,"files":4,"index":2,"tree":3},"version":"b2"})",
       R"({"barrier":false,"published":"2026-11-23T18:30:00Z","rollout":{"paused":false,"percent":101},"security":false,"sizes":{"bundle":1,"files":4,"index":2,"tree":3},"version":"0b2"})"})
    CHECK_THROWS_AS(parse_release_record(text), TrustError);
}
