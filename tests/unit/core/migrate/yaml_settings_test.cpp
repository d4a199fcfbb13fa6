#include <catch2/catch.hpp>

#include "base/errors.hpp"
#include "core/migrate/settings_text.hpp"
#include "tests/unit/core/migrate/settings_sample.hpp"

using namespace switchback;
using test::path;
using test::replaced;

namespace {

constexpr const char* kText = R"(# the server
server:
  port: 8080   # as the firewall has it
  "host name": 'a # b'

  tls: {cert: "/etc/cert", key: /etc/key}
tags: [one, two]   # in order
note: |
  two
  lines
empty:
# at the end
)";

SettingsText yaml(const std::string& text = kText) {
  return {SettingsFormat::yaml, text};
}

}  // namespace

TEST_CASE("YAML: every setting is found with its value") {
  const SettingValues values = yaml().values();
  CHECK(values == SettingValues{{path("server.port"), "8080"},
                                {path("server.host name"), "\"a # b\""},
                                {path("server.tls.cert"), "\"/etc/cert\""},
                                {path("server.tls.key"), "\"/etc/key\""},
                                {path("tags"), R"(["one","two"])"},
                                {path("note"), R"("two\nlines\n")"},
                                {path("empty"), "null"}});
}

TEST_CASE("YAML: a value is changed and no other byte") {
  SettingsText text = yaml();
  text.set(path("server.port"), "9090");
  CHECK(text.text() == replaced(kText, "8080", "9090"));
  text = yaml();
  text.set(path("server.tls.key"), R"("/new key")");
  CHECK(text.text() == replaced(kText, "/etc/key", "\"/new key\""));
  text = yaml();
  text.set(path("empty"), "[1,2]");
  CHECK(text.text() == replaced(kText, "empty:", "empty: [1,2]"));
  text = yaml();
  text.set(path("note"), "\"one line\"");
  CHECK(text.text() == replaced(kText, "|\n  two\n  lines", "\"one line\""));
}

TEST_CASE("YAML: a setting goes with its line, the last one with what it was in") {
  SettingsText text = yaml();
  text.remove(path("server.port"));
  CHECK(text.text() == replaced(kText, "  port: 8080   # as the firewall has it\n", ""));
  text = yaml();
  text.remove(path("server.tls.cert"));
  CHECK(text.text() == replaced(kText, "cert: \"/etc/cert\", ", ""));
  text.remove(path("server.tls.key"));
  CHECK(text.find(path("server.tls")) == nullptr);
  text = yaml();
  text.remove(path("note"));
  CHECK(text.text() == replaced(kText, "note: |\n  two\n  lines\n", ""));
}

TEST_CASE("YAML: a setting is renamed where it stands, or moves with its value as written") {
  SettingsText text = yaml();
  text.rename(path("server.port"), path("server.listen"));
  CHECK(text.text() == replaced(kText, "port:", "listen:"));
  text = yaml();
  text.rename(path("server"), path("http"));
  CHECK(text.text() == replaced(kText, "server:", "http:"));
  text = yaml();
  text.rename(path("server.port"), path("http.port"));
  CHECK(text.values().at(path("http.port")) == "8080");
  CHECK(text.text().find("http:\n  port: 8080   # as the firewall has it\n") != std::string::npos);
  CHECK_THROWS_AS(text.rename(path("tags"), path("note")), MigrationError);
}

TEST_CASE("YAML: a new setting is written as its neighbours are") {
  SettingsText text = yaml();
  text.set(path("server.timeout"), "30");
  CHECK(text.text() == replaced(kText, "key: /etc/key}\n", "key: /etc/key}\n  timeout: 30\n"));
  text = yaml();
  text.set(path("server.tls.mode"), "\"strict\"");
  CHECK(text.text() == replaced(kText, "/etc/key}", "/etc/key, mode: strict}"));
  text = yaml();
  text.set(path("empty.inner.most"), "true");
  CHECK(text.text() == replaced(kText, "empty:\n", "empty:\n  inner:\n    most: true\n"));
  text = yaml("");
  text.set(path("a.b"), "\"yes\"");
  CHECK(text.text() == "a:\n  b: \"yes\"\n");
  text = yaml("a:\r\n    b: 1");
  text.set(path("a.c"), "2");
  CHECK(text.text() == "a:\r\n    b: 1\r\n    c: 2\r\n");
}

TEST_CASE("YAML: a very long value is written like others") {
  const std::string value(1'000'000, 'n');
  SettingsText text = yaml("");
  text.set(path("name"), '"' + value + '"');
  CHECK((text.text() == "name: " + value + "\n"));
}

TEST_CASE("YAML: characters of several bytes shift nothing") {
  SettingsText text = yaml("größe: {über: \"ä😀\", port: 1}\nname: 日本\nlast: 2\n");
  text.set(path("größe.port"), "3");
  text.set(path("last"), "4");
  CHECK(text.text() == "größe: {über: \"ä😀\", port: 3}\nname: 日本\nlast: 4\n");
}

TEST_CASE("YAML: what cannot be changed alone is not changed at all") {
  const std::string anchored = "base: &base\n  a: 1\nuser: *base\n";
  SettingsText text = yaml(anchored);
  CHECK_THROWS_AS(text.remove(path("base")), MigrationError);
  CHECK(text.text() == anchored);
  CHECK_THROWS_AS(text.set(path("user.a"), "2"), MigrationError);
  CHECK_THROWS_AS(text.set(path("base.a"), "2"), MigrationError);
  CHECK(text.text() == anchored);
}

TEST_CASE("YAML: aliases of aliases are refused before they fill memory") {
  std::string text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 20; ++i) {
    const std::string before = "*a" + std::to_string(i - 1);
    text += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + before;
    for (int j = 0; j < 9; ++j) text += ", " + before;
    text += "]\n";
  }
  CHECK_THROWS_WITH(yaml(text), Catch::Contains("aliases stand for too much"));
}

TEST_CASE("YAML: a text that is none, or is ambiguous, is refused with its line") {
  const auto problem = [](const std::string& text) -> std::string {
    try {
      yaml(text);
      return "";
    } catch (const ConfigError& error) {
      return error.what();
    }
  };
  CHECK(problem("a: 1\na: 2\n") == "line 2: the key a is there twice");
  CHECK(problem("a: 1\n b: 2\n").find("line 2") == 0);
  CHECK(problem("- 1\n").find("line 1") == 0);
  CHECK(problem("a: 1\n---\nb: 2\n").find("more than one document") != std::string::npos);
  CHECK(problem("? [a]\n: 1\n").find("no scalar") != std::string::npos);
  CHECK(problem(std::string(100, '[') + "\n") != "");
  std::string deep;
  for (std::size_t i = 0; i < 100; ++i) deep += std::string(i, ' ') + "a:\n";
  CHECK(problem(deep).find("too deeply") != std::string::npos);
  CHECK(problem("").empty());
  CHECK(problem("# nothing\n").empty());
}
