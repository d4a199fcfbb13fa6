#include "updater/engine/status_json.hpp"

#include <catch2/catch.hpp>

#include "base/clock.hpp"
#include "base/errors.hpp"

using namespace switchback;

namespace {

Status sample() {
  Status status;
  status.root = "/srv/app";
  status.product = "demo";
  status.channel = "beta";
  status.version = Version::parse("0b1");
  status.slots = {{"a", "complete", true, Version::parse("0b1"), "d1", "k1,k2"},
                  {"b", "empty", false, std::nullopt, "", ""}};
  status.repositories = {"https://one.example/", "file:///two/"};
  status.trust_anchor = "ab12";
  status.protection = "rollback: nothing to go back to";
  status.unfinished = "update_0b1_0b2_20241219_120000";
  status.unfinished_phase = "preparing";
  status.staged = "update_0b1_0b3_20241219_120000";
  status.warnings = {"a warning"};
  status.last_check = LastCheck{"2024-12-19T12:00:00Z", "update", Version::parse("0b2")};
  status.mirrors = {{"https://one/", "expired: timestamp expired", "2024-12-19T12:00:00Z"},
                    {"https://two/", "", ""}};
  status.metadata_expires = "2024-12-30T12:00:00Z";
  status.policy.pin = Version::parse("0b1");
  status.policy.held = true;
  status.policy.held_until = parse_timestamp("2024-12-24T00:00:00Z");
  status.log_path = "/srv/app/.switchback/logs/update.log";
  return status;
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("what status.json stores is read back whole, in the root that it is in now") {
  const Status read = parse_stored_status(stored_status(sample()), "/moved");
  Status expected = sample();
  expected.root = "/moved";
  expected.log_path = "/moved/.switchback/logs/update.log";
  CHECK(shown_status(read, "x") == shown_status(expected, "x"));
}

TEST_CASE("a status of a root in which nothing happened yet is read back") {
  const Status read = parse_stored_status(stored_status({}), "/r");
  CHECK_FALSE(read.version);
  CHECK(read.slots.empty());
  CHECK(read.unfinished.empty());
  CHECK_FALSE(read.staged);
  CHECK_FALSE(read.last_check);
}

TEST_CASE("status.json holds no path of the root, what is shown names it") {
  CHECK_FALSE(contains(stored_status(sample()), "/srv/app"));
  const std::string shown = shown_status(sample(), "switchback.version/1");
  CHECK(contains(shown, R"({"schema":"switchback.version/1","root":"/srv/app",)"));
  CHECK(contains(shown, R"("log":"/srv/app/.switchback/logs/update.log"})"));
  CHECK_FALSE(contains(shown, "\n"));
}

TEST_CASE("a status.json that is none is a StateError") {
  const std::string members = R"(,"slots":[],"last_check":null)";
  CHECK_NOTHROW(parse_stored_status(R"({"schema":"switchback.status/1")" + members + "}", "/r"));
  for (const auto& text :
       {std::string(), std::string("[]"), std::string("{}"), R"({"schema":7)" + members + "}",
        R"({"schema":"switchback.status/2")" + members + "}",
        std::string(R"({"schema":"switchback.status/1"})"),
        R"({"schema":"switchback.status/1","product":7)" + members + "}"})
    CHECK_THROWS_AS(parse_stored_status(text, "/r"), StateError);
}

TEST_CASE("bytes that are no UTF-8 in a reason or a name cost no status") {
  Status status = sample();
  status.warnings = {"expired metadata was accepted: \xff"};
  CHECK(contains(stored_status(status), "\xef\xbf\xbd"));
  CHECK(parse_stored_status(stored_status(status), "/r").warnings.size() == 1);
  CHECK(contains(shown_status(status, "x"), "accepted"));
}
