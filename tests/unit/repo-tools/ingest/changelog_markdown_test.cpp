#include "repo-tools/ingest/changelog_markdown.hpp"

#include <catch2/catch.hpp>

#include "base/errors.hpp"
#include "tests/support/golden.hpp"

using namespace switchback;
using namespace switchback::test;

namespace {

const Version kVersion{0, 1, ReleaseType::release, ""};

std::vector<ChangelogEntry> parse(std::string_view text) {
  return parse_changelog_markdown(text, kVersion, "CHANGELOG.md");
}

std::vector<std::string> texts(std::string_view text) {
  std::vector<std::string> found;
  for (const auto& entry : parse(text)) found.push_back(entry.text);
  return found;
}

std::string problem(std::string_view text) {
  try {
    parse(text);
    return "";
  } catch (const ConfigError& error) {
    return error.what();
  }
}

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("the golden changelog has its entries, types and references") {
  const std::vector<ChangelogEntry> expected{
      {ChangeType::breaking,
       "The port is read from a new key; the old one is gone (config: server.port)",
       {{"config", "server.port"}}},
      {ChangeType::needs_action,
       "Set `http.port` where a proxy stands before the server, and tell the proxy about it "
       "(config: http.port) "
       "(cli: --port)",
       {{"config", "http.port"}, {"cli", "--port"}}},
      {ChangeType::security,
       "A request with two lengths is refused (cve: CVE-2026-1234)",
       {{"cve", "CVE-2026-1234"}}},
      {ChangeType::added, "Users have a display name (db: users)", {{"db", "users"}}},
      {ChangeType::added, "Reports: as CSV; as JSON", {}},
      {ChangeType::changed, "Start takes half the time", {}},
      {ChangeType::fixed, "Umlauts like \xc3\xa4 in names", {}}};
  const auto text = read_source("manifest-schema/golden/changelog.md");
  CHECK(parse(text) == expected);
  CHECK(marks_security_release(parse(text)));
  std::string windows = "\xEF\xBB\xBF";
  for (const char c : text) windows += c == '\n' ? "\r\n" : std::string(1, c);
  CHECK(parse(windows) == expected);
}

TEST_CASE("headings of every level, case and form are known") {
  for (const char* heading :
       {"# Fixed", "###### FIXED", "## **Fixed**", "### fixed:", "## Fixed ##", "Fixed\n-----",
        "Fixed\n=", "  ## Fixed", "#\tFixed"}) {
    CAPTURE(heading);
    const auto entries = parse(std::string(heading) + "\n- x\n");
    REQUIRE(entries.size() == 1);
    CHECK(entries[0].type == ChangeType::fixed);
  }
  CHECK(parse("## needs-action\n* x\n")[0].type == ChangeType::needs_action);
  CHECK(parse("## Needs Action\n* x\n")[0].type == ChangeType::needs_action);
}

TEST_CASE("an unknown heading is an error that names the nearest known one") {
  CHECK(problem("## Fixed\n- x\n\n## Brekaing\n- y\n") ==
        "CHANGELOG.md:4: \"Brekaing\" is not a heading of a changelog; did you mean \"Breaking\"?");
  CHECK(problem("Securty\n-------\n- x\n").starts_with("CHANGELOG.md:1: \"Securty\""));
  CHECK(problem("## Removed\n").find("is not a heading") != std::string::npos);
  CHECK(problem("# Any title\n## Fixed\n- x\n").empty());
}

TEST_CASE("an entry goes on over continued, nested and lazy lines") {
  CHECK(texts("## Fixed\n- a\n  b\nc\n- d\n") == Texts{"a b c", "d"});
  CHECK(texts("## Fixed\n- a\n\n  second paragraph\n- b\n") == Texts{"a second paragraph", "b"});
  CHECK(texts("## Fixed\n- a:\n  - b\n    - c\n  - d\n- e\n") == Texts{"a: b; c; d", "e"});
  CHECK(texts("## Fixed\n1. a\n   - b\n2) c\n") == Texts{"a; b", "c"});
  CHECK(texts("## Fixed\n* a\n+ b\n- c\n") == Texts{"a", "b", "c"});
  CHECK(texts("## Fixed\n-   a   b\tc\n-\n- \n") == Texts{"a b c"});
  CHECK(texts("## Fixed\n- run\n  ```\n  # not a heading\n  - not an item\n  ```\n- b\n") ==
        Texts{"run # not a heading - not an item", "b"});
}

TEST_CASE("a paragraph under a heading is an entry, text elsewhere is not") {
  CHECK(texts("Intro.\n\n# Demo\nMore.\n\n## Fixed\nOne\nline.\n\nTwo.\n- three\n\nFour.\n") ==
        Texts{"One line.", "Two.", "three", "Four."});
  CHECK(texts("").empty());
  CHECK(texts("Only prose.\n").empty());
  CHECK(texts("## Fixed\n").empty());
  CHECK(texts("## Fixed\n- a\n\n---\n\n[0r1]: https://example.org\n") == Texts{"a"});
  CHECK(texts("## Fixed\n<!-- - not this\n- nor this --> \n- a <!-- b --> c\n") == Texts{"a c"});
  CHECK(texts("## Fixed\n**Bold** start\n") == Texts{"**Bold** start"});
  CHECK(texts("## Fixed\n#1 is a number\n-5 too\n1.5 too\n") ==
        Texts{"#1 is a number -5 too 1.5 too"});
}

TEST_CASE("a list outside the headings would be lost and is an error") {
  CHECK(problem("# Demo\n- x\n").starts_with("CHANGELOG.md:2: an entry outside the headings"));
  CHECK(problem("## 0r1\n- x\n").starts_with("CHANGELOG.md:2: an entry outside the headings"));
}

TEST_CASE("of several versions only the published one's section is taken") {
  const std::string text =
      "# Demo\n## [Unreleased]\n### Added\n- u\n## [0r1] - 2026-11-23\n### Fixed\n- x\n## "
      "v0.9.1\n### Security\n- y\n"
      "## a.1.1-1\n### Fixed\n- z\n";
  CHECK(texts(text) == Texts{"x"});
  CHECK_FALSE(marks_security_release(parse(text)));
  CHECK(parse_changelog_markdown(text, *Version::parse("1a1+1")).front().text == "z");
  CHECK_THROWS_WITH(parse_changelog_markdown(text, *Version::parse("0r2"), "c.md"),
                    "c.md:1: several versions, but no section 0r2");
  CHECK(texts("## 0r7\n### Fixed\n- only one section, whatever it is called\n").size() == 1);
}

TEST_CASE("references are config, db, cli and cve; other parentheses are prose") {
  const auto references = [](const std::string& text) {
    return parse("## Fixed\n- " + text + "\n").at(0).references;
  };
  using References = std::vector<ChangeReference>;
  CHECK(references("x (config: a.b, c) y (db: users)") ==
        References{{"config", "a.b"}, {"config", "c"}, {"db", "users"}});
  CHECK(references("x (cli: serve --listen)") == References{{"cli", "serve --listen"}});
  CHECK(references("x (config: `a.b`)") == References{{"config", "a.b"}});
  CHECK(references("x (cve: CVE-2026-1234, CVE-2026-99999)") ==
        References{{"cve", "CVE-2026-1234"}, {"cve", "CVE-2026-99999"}});
  CHECK(references("x ((config: a)) (") == References{{"config", "a"}});
  CHECK(references("x (see: a) (config) (db: is faster now) (config: ) (Config: a) ()").empty());
  CHECK(references("split (config:\n  a.b)") == References{{"config", "a.b"}});
}

TEST_CASE("a wrong CVE is an error with its line") {
  for (const char* name : {"2026-1234", "CVE-26-1234", "CVE-2026-123", "CVE-2026-", "",
                           "cve-2026-1234", "CVE-2026-12x4"}) {
    CAPTURE(name);
    CHECK(problem(std::string("## Fixed\n\n- x (cve: ") + name + ")\n")
              .starts_with("CHANGELOG.md:3: "));
  }
}

TEST_CASE("bytes that are no text and sizes beyond the limits are refused") {
  CHECK(problem("## Fixed\n- \xff\n") == "CHANGELOG.md:2: not UTF-8");
  CHECK(problem("## Fixed\n- a\x01\n") == "CHANGELOG.md:2: a control character");
  CHECK(problem(std::string("## Fixed\n- a\0\n", 14)) == "CHANGELOG.md:2: a control character");
  CHECK(problem("## Fixed\n<!-- x\n") == "CHANGELOG.md:2: a comment that is never closed");
  CHECK(problem("## Fixed\n- " + std::string(5000, 'x') + "\n") ==
        "CHANGELOG.md:2: an entry of more than 4096 bytes");
  CHECK(problem(std::string(1'100'000, '\n')) == "CHANGELOG.md:1: longer than 1048576 bytes");
  std::string many = "## Fixed\n";
  for (int i = 0; i < 2001; ++i) many += "- x\n";
  CHECK(problem(many) == "CHANGELOG.md:2002: more than 2000 entries");
}
