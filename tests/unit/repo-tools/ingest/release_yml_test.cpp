#include "repo-tools/ingest/release_yml.hpp"

#include <catch2/catch.hpp>

#include "base/errors.hpp"
#include "tests/support/golden.hpp"

using namespace switchback;
using namespace switchback::test;

namespace {

std::string problem(std::string_view text) {
  try {
    parse_release_yml(text, "demo", "release.yml");
    return "";
  } catch (const ConfigError& error) {
    CHECK(error.code() == "config");
    return error.what();
  }
}

}  // namespace

TEST_CASE("the documented release.yml is read as the golden description") {
  const auto release = parse_release_yml(read_source("manifest-schema/golden/release.yml"), "demo");
  CHECK(release.json == read_source("manifest-schema/golden/release.json"));
}

TEST_CASE("an empty release.yml has every default") {
  CHECK(parse_release_yml("", "demo") == ReleaseDescription{});
  CHECK(parse_release_yml("# nothing yet\n", "demo") == ReleaseDescription{});
}

TEST_CASE("a version is a text, quoted or not, and never a binary number") {
  CHECK(parse_release_yml("min_version: 0b1", "demo").min_version == "0b1");
  CHECK(parse_release_yml("min_version: \"0b1\"", "demo").min_version == "0b1");
  CHECK(problem("min_version: 1e5")
            .starts_with("release.yml:1: min_version: \"1e5\" is not a version"));
}

TEST_CASE("errors name the file, the line and the key") {
  CHECK(problem("product: demo\npreserv: []\n") ==
        "release.yml:2: preserv: unknown key; did you mean \"preserve\"?");
  CHECK(problem("preserve:\n  - path: a\n  - path: b\n    on_conflict: keep\n")
            .starts_with("release.yml:4: preserve[1].on_conflict: expected one of keep-mine"));
  CHECK(problem("product: other\n").starts_with("release.yml:1: product: "));
  CHECK(problem("services:\n  - name: web\n    driver: process\n")
            .starts_with("release.yml:2: services[0]: \"start\" is missing"));
  CHECK(problem("barrier: on\n") == "release.yml:1: barrier: expected true or false, found \"on\"");
  CHECK(problem("preserve:\n- path: ../x\n").starts_with("release.yml:2: preserve[0].path: "));
  CHECK(problem("- a\n") == "release.yml:1: expected a mapping, found a list");
  CHECK(problem("a: &x 1\n") == "release.yml:1: anchors are not allowed");
  CHECK(problem("barrier: true\nbarrier: false\n")
            .starts_with("release.yml:2: \"barrier\" is given twice"));
}
