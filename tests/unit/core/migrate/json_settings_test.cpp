#include <catch2/catch.hpp>

#include "base/errors.hpp"
#include "core/migrate/settings_text.hpp"
#include "tests/unit/core/migrate/settings_sample.hpp"

using namespace switchback;
using test::path;
using test::replaced;

namespace {

constexpr const char* kText = R"({
  "server": {"port": 8080, "name": "a \"b\" {,}"},
  "list": [ {"x": 1}, 2 ],
   "empty": { },
  "last": null
}
)";

SettingsText json(const std::string& text = kText) {
  return {SettingsFormat::json, text};
}

}  // namespace

TEST_CASE("JSON: every setting is found with its value") {
  CHECK(json().values() == SettingValues{{path("server.port"), "8080"},
                                         {path("server.name"), R"("a \"b\" {,}")"},
                                         {path("list"), R"([{"x":1},2])"},
                                         {path("empty"), "{}"},
                                         {path("last"), "null"}});
}

TEST_CASE("JSON: values are changed, added and removed, and no other byte") {
  SettingsText text = json();
  text.set(path("server.port"), "9090");
  CHECK(text.text() == replaced(kText, "8080", "9090"));
  text = json();
  text.set(path("server.host"), "\"h\"");
  CHECK(text.text() == replaced(kText, "{,}\"}", "{,}\", \"host\": \"h\"}"));
  text = json();
  text.set(path("a.b"), "1");
  CHECK(text.text() == replaced(kText, "null\n", "null,\n  \"a\": {\"b\": 1}\n"));
  text = json();
  text.set(path("empty.x"), "1");
  CHECK(text.text() == replaced(kText, "{ }", "{\"x\": 1 }"));
  text = json();
  text.remove(path("server.port"));
  CHECK(text.text() == replaced(kText, "\"port\": 8080, ", ""));
  text = json();
  text.remove(path("last"));
  CHECK(text.text() == replaced(kText, ",\n  \"last\": null", ""));
  text = json("{\"a\": 1}");
  text.remove(path("a"));
  CHECK(text.text() == "{}");
}

TEST_CASE("JSON: settings are renamed") {
  SettingsText text = json();
  text.rename(path("server"), path("http"));
  CHECK(text.text() == replaced(kText, "\"server\"", "\"http\""));
  text.rename(path("http.port"), path("listen.port"));
  CHECK(text.values().at(path("listen.port")) == "8080");
  CHECK(text.find(path("http.port")) == nullptr);
}

TEST_CASE("JSON: a text that is none, or is ambiguous, is refused with its line") {
  for (const char* text : {"", "[]", "1", "{\"a\": 1", "{\"a\": 1}}", "{\"a\": 1,}", "{// c\n}"})
    CHECK_THROWS_AS(json(text), ConfigError);
  CHECK_THROWS_WITH(json("{\n\"a\": 1,\n\"a\": 2}"), "line 3: the key a is there twice");
  std::string deep;
  for (int i = 0; i < 100; ++i) deep += "{\"a\":";
  CHECK_THROWS_AS(json(deep + "1" + std::string(100, '}')), ConfigError);
  const std::size_t very = 1'000'000;
  const std::string lists = std::string(very, '[') + std::string(very, ']');
  CHECK_THROWS_AS(json("{\"a\": " + lists + "}"), ConfigError);
}
