#include <catch2/catch.hpp>

#include "base/errors.hpp"
#include "repo-tools/ingest/changelog_markdown.hpp"
#include "repo-tools/ingest/release_yml.hpp"
#include "tests/support/golden.hpp"
#include "tests/support/mutations.hpp"

using namespace switchback;
using namespace switchback::test;

TEST_CASE("any release.yml is a description or a configuration error with file and line") {
  std::size_t refused = 0;
  for_each_mutation(read_source("manifest-schema/golden/release.yml"), 1000,
                    [&](const std::string& text) {
                      try {
                        const auto release = parse_release_yml(text, "demo", "f.yml");
                        // What was accepted is accepted again in its canonical form.
                        CHECK(parse_release_description(release.json, "demo") == release);
                      } catch (const ConfigError& error) {
                        ++refused;
                        CHECK(std::string(error.what()).starts_with("f.yml:"));
                      }
                    });
  CHECK(refused > 200);
}

TEST_CASE("any changelog is a list of entries or a configuration error with file and line") {
  for_each_mutation(
      read_source("manifest-schema/golden/changelog.md"), 2000, [&](const std::string& text) {
        try {
          for (const auto& entry :
               parse_changelog_markdown(text, {0, 1, ReleaseType::release, ""}, "c.md")) {
            CHECK_FALSE(entry.text.empty());
          }
        } catch (const ConfigError& error) {
          CHECK(std::string(error.what()).starts_with("c.md:"));
        }
      });
}
