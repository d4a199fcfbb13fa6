#include <catch2/catch.hpp>

#include "base/errors.hpp"
#include "core/migrate/settings_text.hpp"
#include "tests/unit/core/migrate/settings_sample.hpp"

using namespace switchback;
using test::path;
using test::replaced;

namespace {

constexpr const char* kText = R"(title = "demo" # shown
owner.name = 'T'

[server]
port = 8080
tls = { cert = "/c", key = "/k" }
text = """
a ] # "b"
"""
list = [ 1, # one
  2 ]

[[user]]
name = "x"

[log."a.b"]
level = 1979-05-27
)";

SettingsText toml(const std::string& text = kText) {
  return {SettingsFormat::toml, text};
}

}  // namespace

TEST_CASE("TOML: every setting is found with its value, but those in arrays of tables") {
  CHECK(toml().values() == SettingValues{{path("title"), "\"demo\""},
                                         {path("owner.name"), "\"T\""},
                                         {path("server.port"), "8080"},
                                         {path("server.tls.cert"), "\"/c\""},
                                         {path("server.tls.key"), "\"/k\""},
                                         {path("server.text"), R"("a ] # \"b\"\n")"},
                                         {path("server.list"), "[1,2]"},
                                         {path("log.\"a.b\".level"), "\"1979-05-27\""}});
}

TEST_CASE("TOML: settings are changed, added, removed and renamed, and no other byte") {
  SettingsText text = toml();
  text.set(path("server.port"), "9090");
  text.set(path("server.tls.key"), "\"/n\"");
  CHECK(text.text() == replaced(replaced(kText, "8080", "9090"), "\"/k\"", "\"/n\""));
  text = toml();
  text.set(path("server.timeout"), "30");
  CHECK(text.text() == replaced(kText, "  2 ]\n", "  2 ]\ntimeout = 30\n"));
  text = toml();
  text.set(path("server.tls.mode"), "true");
  CHECK(text.text() == replaced(kText, "\"/k\" }", "\"/k\", mode = true }"));
  text = toml();
  text.set(path("http.port"), "1");
  CHECK(text.text() == std::string(kText) + "\n[http]\nport = 1\n");
  text = toml();
  text.set(path("top"), "1");
  CHECK(text.text() == replaced(kText, "'T'\n", "'T'\ntop = 1\n"));
  text = toml();
  text.remove(path("server.list"));
  CHECK(text.text() == replaced(kText, "list = [ 1, # one\n  2 ]\n", ""));
  text = toml();
  text.rename(path("server.port"), path("server.listen.port"));
  CHECK(text.text() == replaced(kText, "port =", "listen.port ="));
  text = toml();
  text.rename(path("server.port"), path("http.port"));
  CHECK(text.values().at(path("http.port")) == "8080");
}

TEST_CASE("TOML: a text that is none is refused with its line") {
  CHECK_THROWS_WITH(toml("a = 1\nb = \n"), Catch::StartsWith("line 2: "));
  CHECK_THROWS_AS(toml("a = 1\na = 2\n"), ConfigError);
  CHECK_THROWS_AS(toml().set(path("a"), "null"), ConfigError);
  const std::string lists = std::string(1'000'000, '[') + std::string(1'000'000, ']');
  CHECK_THROWS_AS(toml("a = " + lists), ConfigError);
}
