#include "core/yaml/yaml_document.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "manifest-schema/shape_check.hpp"
#include "manifest-schema/text_rules.hpp"

using namespace switchback;
using nlohmann::json;

namespace {

ShapePointer sample() {
  using namespace shape;
  return object({{"version", text(rules::version())},
                 {"port", integer(1, 65535)},
                 {"on", boolean()},
                 {"mode", choice({"true", "off"})},
                 {"run", argv(rules::program(), rules::free_text())},
                 {"env", map(rules::environment_name(), text(rules::free_text()))},
                 {"hooks", list(list_or_object(list(text(rules::free_text())),
                                               object({{"user", text(rules::free_text())}})))},
                 {"value", anything()}});
}

json typed(std::string_view text) {
  return YamlDocument(text, "f.yml").typed(*sample());
}

std::string problem(std::string_view text) {
  const YamlDocument document(text, "f.yml");
  try {
    check_shape(document.typed(*sample()), *sample());
    return "";
  } catch (const DocumentError& error) {
    return document.located(error).what();
  }
}

}  // namespace

TEST_CASE("the shape types plain and quoted scalars") {
  CHECK(typed("version: 0b1") == json{{"version", "0b1"}});
  CHECK(typed("version: \"0b1\"") == json{{"version", "0b1"}});
  CHECK(typed("port: 8080") == json{{"port", 8080}});
  CHECK(typed("on: true") == json{{"on", true}});
  CHECK(typed("mode: true") == json{{"mode", "true"}});
  CHECK(typed("run: [node, 1e5, 010, true, 1.50]") ==
        json{{"run", {"node", "1e5", "010", "true", "1.50"}}});
  CHECK(typed("env: {A: 1, B: no, C: ''}") == json{{"env", {{"A", "1"}, {"B", "no"}, {"C", ""}}}});
  CHECK(typed("hooks: [[1], {user: 2}]") == json{{"hooks", {{"1"}, {{"user", "2"}}}}});
}

TEST_CASE("a value of any shape is typed as JSON would be") {
  CHECK(
      typed(
          "value: {a: 1, b: -2, c: true, d: ~, e: '1', f: yes, g: 010, h: 0x1f, i: 1.5.2, j: 0}") ==
      json{{"value",
            {{"a", 1},
             {"b", -2},
             {"c", true},
             {"d", nullptr},
             {"e", "1"},
             {"f", "yes"},
             {"g", "010"},
             {"h", "0x1f"},
             {"i", "1.5.2"},
             {"j", 0}}}});
  CHECK(problem("value: 1.5") ==
        "f.yml:1: value: 1.5 is not a whole number up to 2^53, which is all that signed data "
        "can carry; quote it");
  CHECK(problem("value: [1, 1e5]").starts_with("f.yml:1: value[1]: "));
  CHECK(problem("value: 9007199254740993").starts_with("f.yml:1: value: "));
  CHECK(problem("value: 99999999999999999999").starts_with("f.yml:1: value: "));
}

TEST_CASE("errors carry the line of the key or element") {
  CHECK(problem("on: true\nprot: 1\n") == "f.yml:2: prot: unknown key; did you mean \"port\"?");
  CHECK(problem("on: yes\n") == "f.yml:1: on: expected true or false, found \"yes\"");
  CHECK(problem("on: \"true\"\n") == "f.yml:1: on: expected true or false, found \"true\"");
  CHECK(problem("port: 0x10\n") == "f.yml:1: port: expected a whole number, found \"0x10\"");
  CHECK(problem("port: 1e5\n") == "f.yml:1: port: expected a whole number, found \"1e5\"");
  CHECK(problem("run:\n  - a\n  - [b]\n") == "f.yml:3: run[1]: expected a text, found a list");
  CHECK(problem("env:\n  A: x\n  B:\n") == "f.yml:3: env.B: expected a text, found nothing");
  CHECK(problem("on: true\nrun: a\n") == "f.yml:2: run: expected a list, found \"a\"");
  CHECK(problem("[a]") == "f.yml:1: expected a mapping, found a list");
  CHECK(problem("run:\n  - \"x\\ny\"\n") ==
        "f.yml:2: run[0]: has a control character, such as a line break");
  CHECK(problem("env:\n  A: |\n    x\n    y\n").empty());
}

TEST_CASE("a document without content is an empty mapping") {
  CHECK(typed("") == json::object());
  CHECK(typed("# nothing\n") == json::object());
  CHECK(problem("run:\n") == "f.yml:1: run: expected a list, found nothing");
}
