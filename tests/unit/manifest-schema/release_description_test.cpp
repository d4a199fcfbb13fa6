#include "manifest-schema/release_description.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "base/errors.hpp"
#include "manifest-schema/release_shape.hpp"
#include "manifest-schema/shape_json_schema.hpp"
#include "tests/support/golden.hpp"
#include "tests/support/json_schema.hpp"

using namespace switchback;
using namespace switchback::test;
using nlohmann::json;

namespace {

// What is wrong with a description; empty where nothing is.
std::string problem(const std::string& text) {
  try {
    parse_release_description(text, "demo");
    return "";
  } catch (const ConfigError& error) {
    CHECK(error.code() == "config");
    return error.what();
  }
}

bool accepts(const std::string& text) {
  return problem(text).empty();
}

}  // namespace

TEST_CASE("an empty description has every default") {
  const auto release = parse_release_description("{}", "demo");
  CHECK(release == ReleaseDescription{});
  CHECK(release.json == "{}");
}

TEST_CASE(
    "the golden description is canonical, conforms to the JSON Schema and has its typed fields") {
  const auto text = read_source("manifest-schema/golden/release.json");
  const auto release = parse_release_description(text, "demo");
  CHECK(release.json == text);
  CHECK_FALSE(release.security);
  CHECK_FALSE(release.barrier);
  CHECK_FALSE(release.restart_required);
  CHECK(release.upgrades_from == ">=0a1");
  CHECK(release.min_version == "0a1");
  CHECK(release.required_disk == 200U << 20);
  CHECK(release.declared.size() == 16);
  CHECK(release.declared.front() == "barrier");
  const auto schema = json::parse(read_source("manifest-schema/schemas/release.schema.json"));
  CHECK(schema_violations(json::parse(text), schema).empty());
}

TEST_CASE("the JSON Schema of a description is the shape that the program checks") {
  auto schema = shape_json_schema(release_shape());
  schema["$schema"] = "https://json-schema.org/draft/2020-12/schema";
  schema["title"] = "Switchback release description (.switchback/release.yml)";
  check_golden("manifest-schema/schemas/release.schema.json", schema.dump(2) + "\n");
}

TEST_CASE("a description of another product is refused") {
  CHECK(accepts(R"({"product": "demo"})"));
  CHECK(problem(R"({"product": "other"})") ==
        "product: \"other\" is not the product being published, \"demo\"");
}

TEST_CASE("an unknown key is refused and the nearest known one named") {
  CHECK(problem(R"({"preserv": []})") == "preserv: unknown key; did you mean \"preserve\"?");
  CHECK(problem(R"({"preserve": [{"path": "a", "on_conflct": "ask"}]})") ==
        "preserve[0].on_conflct: unknown key; did you mean \"on_conflict\"?");
  CHECK(problem(R"({"hooks": {"pre-swich": []}})") ==
        "hooks.pre-swich: unknown key; did you mean \"pre-switch\"?");
}

TEST_CASE("hooks stand around the steps from backup on") {
  for (const std::string step :
       {"backup", "maintenance-on", "stop", "backup-final", "dependencies", "config", "database",
        "switch", "start", "health", "commit", "maintenance-off"}) {
    for (const std::string side : {"pre-", "post-"}) {
      CAPTURE(side, step);
      CHECK(accepts(json{{"hooks", {{side + step, {{{"run", {"x"}}}}}}}}.dump()));
    }
  }
  CHECK_FALSE(accepts(R"({"hooks": {"pre-stage": [{"run": ["x"]}]}})"));
  CHECK_FALSE(accepts(R"({"hooks": {"post-preflight": [{"run": ["x"]}]}})"));
  CHECK_FALSE(accepts(R"({"hooks": {"pre-switch": [{"user": "x"}]}})"));
  CHECK_FALSE(accepts(R"({"hooks": {"pre-switch": [{"run": "rm -rf x"}]}})"));
}

TEST_CASE("preserved paths and databases stay in the root and leave Switchback's own files alone") {
  for (const std::string path : {"../x", "/etc/x", "a/../../b", ".switchback/state.db", "current",
                                 "current/x", "maintenance.json", "", "."}) {
    CAPTURE(path);
    CHECK_FALSE(accepts(json{{"preserve", {{{"path", path}}}}}.dump()));
    CHECK_FALSE(accepts(json{
        {"databases", {{{"name", "m"}, {"driver", "sqlite"}, {"path", path}, {"migrations", "m"}}}}}
                            .dump()));
  }
  CHECK_FALSE(accepts(R"({"preserve": [{"path": "a", "default": "../a"}]})"));
  CHECK_FALSE(accepts(R"({"preserve": [{"path": "a", "link": ".switchback/release.yml"}]})"));
  CHECK_FALSE(accepts(R"({"preserve": [{"path": "a"}, {"path": "a/"}]})"));
  CHECK_FALSE(accepts(R"({"preserve": [{"path": "a", "link": "x"}, {"path": "b", "link": "x"}]})"));
  CHECK_FALSE(accepts(R"({"preserve": [{"default": "a"}]})"));
}

TEST_CASE("a configuration operation is one of rename, set-default and remove") {
  const auto with = [](const std::string& operation) {
    return R"({"preserve": [{"path": "a", "operations": [)" + operation + "]}]}";
  };
  CHECK(accepts(with(R"({"since": "0b1", "rename": {"from": "a", "to": "b"}})")));
  CHECK(accepts(with(R"({"since": "0b1", "set-default": {"key": "a", "value": null}})")));
  CHECK(accepts(with(R"({"since": "0b1", "set-default": {"key": "a", "value": {"x": [1]}}})")));
  CHECK_FALSE(accepts(with(R"({"since": "0b1", "set-default": {"key": "a", "value": 1.5}})")));
  CHECK_FALSE(accepts(with(R"({"since": "0b1", "set-default": {"key": "a"}})")));
  CHECK_FALSE(accepts(with(R"({"since": "0b1"})")));
  CHECK_FALSE(accepts(with(R"({"remove": {"key": "a"}})")));
  CHECK_FALSE(accepts(with(R"({"since": "1.0", "remove": {"key": "a"}})")));
  CHECK_FALSE(accepts(
      with(R"({"since": "0b1", "remove": {"key": "a"}, "rename": {"from": "a", "to": "b"}})")));
}

TEST_CASE("a database has what its driver needs") {
  CHECK_FALSE(accepts(R"({"databases": [{"name": "m", "driver": "sqlite", "migrations": "m"}]})"));
  CHECK_FALSE(
      accepts(R"({"databases": [{"name": "m", "driver": "postgresql", "migrations": "m"}]})"));
  CHECK_FALSE(
      accepts(R"({"databases": [{"name": "m", "driver": "sqlite", "path": "d", "dsn_env": "X",
                                         "migrations": "m"}]})"));
  CHECK_FALSE(accepts(R"({"databases": [{"name": "m", "driver": "mysql", "migrations": "m"}]})"));
  CHECK_FALSE(accepts(R"({"databases": [{"name": "m", "driver": "sqlite", "path": "d"}]})"));
  CHECK_FALSE(
      accepts(R"({"databases": [{"name": "m", "driver": "sqlite", "path": "d", "migrations": "m"},
                                        {"name": "m", "driver": "sqlite", "path": "e", "migrations": "m"}]})"));
}

TEST_CASE("a service has what its driver needs") {
  CHECK(accepts(R"({"services": [{"name": "w", "driver": "systemd", "unit": "w.service"}]})"));
  CHECK(accepts(R"({"services": [{"name": "w", "driver": "systemd"}]})"));
  CHECK(accepts(
      R"({"services": [{"name": "w", "driver": "command", "start": ["a"], "stop": ["b"]}]})"));
  CHECK_FALSE(accepts(R"({"services": [{"name": "w", "driver": "process"}]})"));
  CHECK_FALSE(accepts(R"({"services": [{"name": "w", "driver": "command", "start": ["a"]}]})"));
  CHECK_FALSE(accepts(R"({"services": [{"name": "w", "driver": "systemd", "start": ["a"]}]})"));
  CHECK_FALSE(accepts(
      R"({"services": [{"name": "w", "driver": "process", "start": ["a"], "unit": "x"}]})"));
  CHECK_FALSE(accepts(R"({"services": [{"name": "w", "driver": "process", "start": []}]})"));
}

TEST_CASE("a health check is one of http, tcp, command and systemd") {
  CHECK(accepts(R"({"health": [{"name": "w", "tcp": "localhost:80", "deadline": "5s"}]})"));
  CHECK(accepts(R"({"health": [{"name": "w", "command": ["bin/x"], "user": "root"}]})"));
  CHECK(accepts(R"({"health": [{"name": "w", "systemd": "w.service"}]})"));
  CHECK_FALSE(accepts(R"({"health": [{"name": "w"}]})"));
  CHECK_FALSE(accepts(R"({"health": [{"name": "w", "tcp": "localhost:80", "http": "http://x"}]})"));
  CHECK_FALSE(accepts(R"({"health": [{"name": "w", "tcp": "localhost:80", "expect": 200}]})"));
  CHECK_FALSE(accepts(R"({"health": [{"name": "w", "http": "http://x", "expect": 99}]})"));
  CHECK_FALSE(accepts(R"({"health": [{"name": "w", "http": "http://x", "interval": "5"}]})"));
}

TEST_CASE("text that is not strict JSON is a configuration error") {
  for (const std::string text : {"", "[]", "null", "{", R"({"security": true, "security": false})",
                                 "{}x", R"({"security": tru})", "{\"product\": \"\xff\"}"}) {
    CAPTURE(text);
    CHECK_FALSE(accepts(text));
  }
}

TEST_CASE("what a newer publisher signed is read as far as it is known") {
  const auto release = read_signed_release_description(json::parse(
      R"({"barrier": true, "quantum": {"x": 1}, "requires": {"disk": "1KiB", "luck": true}})"));
  CHECK(release.barrier);
  CHECK(release.required_disk == 1024);
  CHECK(release.declared == std::vector<std::string>{"barrier", "quantum", "requires"});
  for (const char* text : {R"({"barrier": 1})", R"({"min_version": "x"})",
                           R"({"upgrades_from": "0a1"})", R"({"requires": {"disk": 5}})",
                           R"({"requires": {"disk": "x"}})", R"({"requires": []})", R"([])"}) {
    CAPTURE(text);
    CHECK_THROWS_AS(read_signed_release_description(json::parse(text)), TrustError);
  }
}
