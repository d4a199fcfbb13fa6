#include <catch2/catch.hpp>

#include "base/errors.hpp"
#include "core/migrate/settings_text.hpp"
#include "tests/unit/core/migrate/settings_sample.hpp"

using namespace switchback;
using test::path;
using test::replaced;

namespace {

constexpr const char* kIni = R"(; general
name=demo
[server]
port = 8080
; the name
host : a.example

[log.file]
path = /var/log/a
)";

constexpr const char* kEnv = R"(# for the service
export PORT=8080 # the port
NAME="a \"b\" # c"
EMPTY=
)";

SettingsText ini(const std::string& text = kIni) {
  return {SettingsFormat::ini, text};
}
SettingsText env(const std::string& text = kEnv) {
  return {SettingsFormat::env, text};
}

}  // namespace

TEST_CASE("INI: every setting is found, by its section") {
  CHECK(ini().values() == SettingValues{{path("name"), "\"demo\""},
                                        {path("server.port"), "\"8080\""},
                                        {path("server.host"), "\"a.example\""},
                                        {path("log.file.path"), "\"/var/log/a\""}});
}

TEST_CASE("INI: settings are changed, added, removed and renamed, and no other byte") {
  SettingsText text = ini();
  text.set(path("server.port"), "9090");
  CHECK(text.text() == replaced(kIni, "8080", "9090"));
  text = ini();
  text.set(path("server.timeout"), "30");
  CHECK(text.text() == replaced(kIni, "host : a.example\n", "host : a.example\ntimeout = 30\n"));
  text = ini();
  text.set(path("new.section.key"), "\"v\"");
  CHECK(text.text() == std::string(kIni) + "\n[new.section]\nkey = v\n");
  text = ini();
  text.remove(path("server.host"));
  CHECK(text.text() == replaced(kIni, "host : a.example\n", ""));
  text = ini();
  text.rename(path("server.port"), path("server.listen"));
  CHECK(text.text() == replaced(kIni, "port =", "listen ="));
  text = ini();
  text.rename(path("server.port"), path("log.file.port"));
  CHECK(text.values().at(path("log.file.port")) == "\"8080\"");
}

TEST_CASE("properties: dots in keys are those of the path, lines go on after a backslash") {
  SettingsText text = ini("server.port=1\nserver.list=a,\\\n  b\nlast=2\n");
  text.rename(path("server.port"), path("http.port"));
  CHECK(text.text() == "http.port=1\nserver.list=a,\\\n  b\nlast=2\n");
  text.remove(path("server.list"));
  CHECK(text.text() == "http.port=1\nlast=2\n");
  CHECK_THROWS_AS(text.set(path("list"), "[1]"), ConfigError);
  CHECK_THROWS_AS(text.set(path("list"), R"("a\nb=c")"), ConfigError);
}

TEST_CASE("INI: what is neither is refused with its line") {
  CHECK_THROWS_WITH(ini("a=1\nwhat\n"), "line 2: neither a section nor a setting");
  CHECK_THROWS_WITH(ini("[a]\nb=1\n[a]\nb=2\n"), "line 4: a.b is there twice");
  CHECK_THROWS_AS(ini("[a\n"), ConfigError);
  CHECK_THROWS_AS(ini("=1\n"), ConfigError);
}

TEST_CASE("environment files: settings are changed, added and removed, and no other byte") {
  CHECK(env().values() == SettingValues{{path("PORT"), "\"8080\""},
                                        {path("NAME"), R"("a \"b\" # c")"},
                                        {path("EMPTY"), "\"\""}});
  SettingsText text = env();
  text.set(path("PORT"), "9090");
  text.set(path("EMPTY"), "\"a b\"");
  text.set(path("ADDED"), "\"$x\"");
  text.rename(path("NAME"), path("TITLE"));
  CHECK(text.text() == R"(# for the service
export PORT=9090 # the port
TITLE="a \"b\" # c"
EMPTY="a b"
ADDED="\$x"
)");
  text.remove(path("PORT"));
  CHECK(text.find(path("PORT")) == nullptr);
  CHECK_THROWS_AS(text.set(path("a.b"), "1"), ConfigError);
}

TEST_CASE("environment files: what is no assignment is refused with its line") {
  CHECK_THROWS_WITH(env("A=1\nrm -rf /\n"), "line 2: not NAME=VALUE");
  CHECK_THROWS_WITH(env("A=\"1\n"), "line 1: a quotation mark is not closed");
  CHECK_THROWS_WITH(env("A=1\nA=2\n"), "line 2: A is there twice");
}
