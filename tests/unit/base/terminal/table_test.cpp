#include "base/terminal/table.hpp"

#include <catch2/catch.hpp>

using namespace switchback;

TEST_CASE("a table aligns its columns and ends lines without blanks") {
  Table table({{"VERSION"}, {"SIZE", Align::right}, {"NOTE"}});
  table.add({"0a1", "1.5 MiB", "first"});
  table.add({"12r3+hotfix.4", "12 B"});
  CHECK(table.text(Style(false)) ==
        "VERSION           SIZE  NOTE\n"
        "0a1            1.5 MiB  first\n"
        "12r3+hotfix.4     12 B\n");
}

TEST_CASE("a table counts UTF-8 characters, not bytes") {
  Table table({{"A"}, {"B"}});
  table.add({"\xc3\xa9t\xc3\xa9", "x"});
  table.add({"abcd", "y"});
  CHECK(table.text(Style(false)) == "A     B\n\xc3\xa9t\xc3\xa9   x\nabcd  y\n");
}

TEST_CASE("a cell's control characters cannot break a table") {
  Table table({{"A"}});
  table.add({"x\ny\x1b[0m"});
  CHECK(table.text(Style(false)) == "A\nx y?[0m\n");
}

TEST_CASE("more cells than columns are a bug") {
  Table table({{"A"}});
  CHECK_THROWS_AS(table.add({"1", "2"}), std::logic_error);
}

TEST_CASE("fields start their values in one column") {
  CHECK(format_fields({{"root", "/opt/app"}, {"version", "0a1"}, {"none", ""}}, Style(false)) ==
        "root:     /opt/app\n"
        "version:  0a1\n"
        "none:\n");
}
