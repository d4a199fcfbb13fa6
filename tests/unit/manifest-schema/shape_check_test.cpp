#include "manifest-schema/shape_check.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "manifest-schema/shape_json_schema.hpp"
#include "manifest-schema/text_rules.hpp"
#include "tests/support/json_schema.hpp"

using namespace switchback;
using namespace switchback::test;
using nlohmann::json;

namespace {

ShapePointer sample() {
  using namespace shape;
  return object({{"name", text(rules::name()), true},
                 {"port", integer(1, 65535)},
                 {"on", boolean()},
                 {"mode", choice({"fast", "full"})},
                 {"run", argv(rules::program(), rules::free_text())},
                 {"env", map(rules::environment_name(), text(rules::free_text()))},
                 {"hook", list_or_object(list(boolean()), object({{"x", boolean(), true}}))},
                 {"value", anything()},
                 {"left", object({{"a", boolean()}, {"b", boolean()}}, {"a", "b"})}});
}

std::string problem(const json& members) {
  json document{{"name", "n"}};
  document.update(members);
  try {
    check_shape(document, *sample());
    return "";
  } catch (const DocumentError& error) {
    return error.what();
  }
}

}  // namespace

TEST_CASE("a document of the right shape passes") {
  const json document = json::parse(R"({"name": "n", "port": 80, "on": true, "mode": "full",
      "run": ["bin/x", "", "--y"], "env": {"A_1": ""}, "hook": [true], "left": {"b": false},
      "value": {"deep": [1, -2, null, "x", {"y": 9007199254740992}]}})");
  CHECK_NOTHROW(check_shape(document, *sample()));
  CHECK(schema_violations(document, shape_json_schema(*sample())).empty());
}

TEST_CASE("what a document may not say is named with its place") {
  CHECK(problem({{"porrt", 1}}) == "porrt: unknown key; did you mean \"port\"?");
  CHECK(problem({{"port", 0}}) == "port: expected a whole number from 1 to 65535, found 0");
  CHECK(problem({{"port", 65536}}) == "port: expected a whole number from 1 to 65535, found 65536");
  CHECK(problem({{"port", 18446744073709551615U}}) ==
        "port: expected a whole number from 1 to 65535, found 18446744073709551615");
  CHECK(problem({{"port", 1.5}}) == "port: expected a whole number, found 1.5");
  CHECK(problem({{"port", "80"}}) == "port: expected a whole number, found \"80\"");
  CHECK(problem({{"on", "yes"}}) == "on: expected true or false, found \"yes\"");
  CHECK(problem({{"on", nullptr}}) == "on: expected true or false, found nothing");
  CHECK(problem({{"mode", "slow"}}) == "mode: expected one of fast, full, found \"slow\"");
  CHECK(problem({{"run", json::array()}}) == "run: the list is empty");
  CHECK(problem({{"run", {"../x"}}}) == "run[0]: \"../x\" has a component . or ..");
  CHECK(problem({{"run", {"x", 1}}}) == "run[1]: expected a text, found 1");
  CHECK(problem({{"run", "x"}}) == "run: expected a list, found \"x\"");
  CHECK(problem({{"env", {{"A B", ""}}}}) ==
        "env.A B: the key is not the name of an environment variable");
  CHECK(problem({{"env", {{"A", "x\x01y"}}}}) ==
        "env.A: has a control character, such as a line break");
  CHECK(problem({{"env", {{"A", "\xff"}}}}) == "env.A: is not UTF-8");
  CHECK(problem({{"hook", {{"y", true}}}}) == "hook.y: unknown key; did you mean \"x\"?");
  CHECK(problem({{"hook", json::object()}}) == "hook: \"x\" is missing");
  CHECK(problem({{"left", json::object()}}) == "left: exactly one of a, b must be given");
  CHECK(problem({{"left", {{"a", true}, {"b", true}}}}) ==
        "left: exactly one of a, b must be given");
  CHECK(problem({{"name", json::array({1})}}) == "name: expected a text, found a list");
  CHECK_THROWS_WITH(check_shape(json::object(), *sample()), "\"name\" is missing");
  CHECK_THROWS_WITH(check_shape(json::array(), *sample()), "expected a mapping, found a list");
}

TEST_CASE("arguments, variables and values may have several lines, paths and names may not") {
  CHECK(problem({{"run", {"sh", "-c", "a\n\tb\n"}}}).empty());
  CHECK(problem({{"env", {{"A", "x\ny"}}}}).empty());
  CHECK(problem({{"value", {{"a", "b\n"}}}}).empty());
  CHECK(problem({{"run", {"a\nb"}}}) == "run[0]: has a control character, such as a line break");
  CHECK(problem({{"name", "a\n"}}) == "name: has a control character, such as a line break");
  CHECK(problem({{"value", {{"a\n", 1}}}}).find("control character") != std::string::npos);
}

TEST_CASE("a value of any shape has nothing that signed data cannot carry") {
  CHECK(
      problem({{"value", {{"x", {1, 2.5}}}}}).starts_with("value.x[1]: 2.5 is not a whole number"));
  CHECK(problem({{"value", 9007199254740993}}).starts_with("value: 9007199254740993 is not"));
  CHECK(problem({{"value", -9007199254740993}}).starts_with("value: -9007199254740993 is not"));
  CHECK(problem({{"value", "a\x7f"}}) == "value: has a control character, such as a line break");
  CHECK(problem({{"value", {{"\x01", 1}}}}).find("control character") != std::string::npos);
  json deep = 1;
  for (int i = 0; i < 100; ++i) deep = json::array({deep});
  CHECK(problem({{"value", deep}}).find("nested too deeply") != std::string::npos);
}
