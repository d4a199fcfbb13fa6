#include "core/yaml/yaml_node.hpp"

#include <catch2/catch.hpp>

#include "base/errors.hpp"

using namespace switchback;

namespace {

std::string problem(std::string_view text, const YamlLimits& limits = {}) {
  try {
    parse_yaml(text, "f.yml", limits);
    return "";
  } catch (const ConfigError& error) {
    return error.what();
  }
}

std::string repeated(std::string_view piece, int count) {
  std::string text;
  for (int i = 0; i < count; ++i) text += piece;
  return text;
}

}  // namespace

TEST_CASE("values keep their lines, their order and how they were written") {
  const auto root = parse_yaml("a: 1\nb:\n  - 'x'\n  - y: [p, \"q\"]\nc:\n", "f.yml");
  REQUIRE(root.members.size() == 3);
  CHECK(root.members[0].key == "a");
  CHECK(root.members[0].value.plain);
  CHECK(root.members[1].line == 2);
  const auto& list = root.members[1].value;
  REQUIRE(list.elements.size() == 2);
  CHECK_FALSE(list.elements[0].plain);
  CHECK(list.elements[0].line == 3);
  CHECK(list.elements[1].members[0].line == 4);
  CHECK(list.elements[1].members[0].value.elements[1].text == "q");
  CHECK(root.members[2].value.kind == YamlNode::Kind::nothing);
}

TEST_CASE("an empty text, a comment and an empty document have no content") {
  for (const char* text : {"", "\n", "# x\n", "---\n", "\xEF\xBB\xBF", "...\n"}) {
    CAPTURE(text);
    CHECK(parse_yaml(text, "f.yml").kind == YamlNode::Kind::nothing);
  }
}

TEST_CASE("a byte order mark and CRLF do not matter") {
  const auto root = parse_yaml(
      "\xEF\xBB\xBF"
      "a: b\r\nc: d\r\n",
      "f.yml");
  REQUIRE(root.members.size() == 2);
  CHECK(root.members[0].key == "a");
  CHECK(root.members[0].value.text == "b");
}

TEST_CASE("duplicate keys are refused with both lines") {
  CHECK(problem("a: 1\nb: 2\na: 3\n") == "f.yml:3: \"a\" is given twice, first on line 1");
  CHECK(problem("x:\n  \"a\": 1\n  a: 2\n") == "f.yml:3: \"a\" is given twice, first on line 2");
  CHECK(problem("x: {a: 1}\ny: {a: 1}\n").empty());
}

TEST_CASE("anchors, aliases, merge keys and tags are refused") {
  CHECK(problem("a: &x 1\n") == "f.yml:1: anchors are not allowed");
  CHECK(problem("a: &x [1]\nb: 2\n") == "f.yml:1: anchors are not allowed");
  CHECK(problem("a: &x {b: 1}\n") == "f.yml:1: anchors are not allowed");
  CHECK(problem("&x a: 1\n").find("anchors are not allowed") != std::string::npos);
  CHECK(problem("a: *x\n").starts_with("f.yml:1: "));
  CHECK(problem("a: 1\n<<: {b: 1}\n") == "f.yml:2: merge keys are not allowed");
  CHECK(problem("a: !!str 1\n") == "f.yml:1: tags are not allowed");
  CHECK(problem("a: !x [1]\n") == "f.yml:1: tags are not allowed");
  CHECK(problem("!!map {a: 1}\n") == "f.yml:1: tags are not allowed");
}

TEST_CASE("a YAML bomb ends at its first anchor") {
  std::string bomb = "a: &a [x, x, x, x]\n";
  for (char c = 'b'; c < 'k'; ++c) {
    bomb += std::string(1, c) + ": &" + c + " [*" + static_cast<char>(c - 1) + ", *" +
            static_cast<char>(c - 1) + "]\n";
  }
  CHECK(problem(bomb) == "f.yml:1: anchors are not allowed");
}

TEST_CASE("composite and missing keys are refused") {
  CHECK(problem("? [a, b]\n: c\n") == "f.yml:1: a key is a list or a mapping");
  CHECK(problem("{[a]: b}\n").starts_with("f.yml:1: "));
  CHECK(problem("~: b\n") == "f.yml:1: a key is missing");
}

TEST_CASE("a second document is refused") {
  CHECK(problem("a: 1\n---\nb: 2\n").find("a second document") != std::string::npos);
  CHECK(problem("---\na: 1\n...\n").empty());
}

TEST_CASE("text that is no YAML is refused with its line") {
  CHECK(problem("a: 1\nb: [1\n").starts_with("f.yml:"));
  CHECK(problem("a: 1\n b: 2\n").starts_with("f.yml:2: "));
  for (const char* text :
       {"a: 'x", "a: 'x\n", "a: 'x\n\n", "a: \"x\r\n", "a: 'x\nb: c\n", "a: [b, 'x\n"}) {
    CAPTURE(text);
    CHECK(problem(text).starts_with("f.yml:"));
  }
  CHECK(problem("\tq: 1\n- x\n").starts_with("f.yml:"));
  CHECK(problem("a: \"\\q\"\n").starts_with("f.yml:1: "));
}

TEST_CASE("what is not UTF-8 text is refused with its line") {
  CHECK(problem("a: 1\nb: \xff\n") == "f.yml:2: not UTF-8");
  CHECK(problem(std::string_view("a: 1\nb: \0\n", 10)) == "f.yml:2: a control character");
  CHECK(problem("a: \x04 b: 2\n") == "f.yml:1: a control character");
  CHECK(problem("\xff\xfe"
                "a\n") == "f.yml:1: not UTF-8");
  CHECK(problem("a:\tx # tab\n").empty());
}

TEST_CASE("sizes beyond the limits are refused") {
  CHECK(problem(repeated("[", 40) + repeated("]", 40)) == "f.yml:1: nested over 32 levels");
  CHECK_FALSE(problem(repeated("[", 100'000)).empty());
  CHECK(problem(repeated("- ", 100'000)).find("nested over") != std::string::npos);
  CHECK_FALSE(problem(repeated("{a: ", 30'000)).empty());
  CHECK(problem(repeated("{a: ", 40) + repeated("}", 40)) == "f.yml:1: nested over 32 levels");
  CHECK(problem("[" + repeated("1,", 30'000) + "1]") == "f.yml:1: more than 20000 values");
  CHECK(problem(repeated("#", 300'000)) == "f.yml:1: longer than 262144 bytes");
  CHECK(problem("[1, 2]", {.nodes = 2}) == "f.yml:1: more than 2 values");
}
