#include "base/terminal/color.hpp"

#include <fcntl.h>

#include <catch2/catch.hpp>

#include "base/files.hpp"
#include "tests/support/pseudo_terminal.hpp"

using namespace switchback;

namespace {

const Environment kEmpty;

}  // namespace

TEST_CASE("colour modes have three names") {
  CHECK(parse_color_mode("auto") == ColorMode::automatic);
  CHECK(parse_color_mode("always") == ColorMode::always);
  CHECK(parse_color_mode("never") == ColorMode::never);
  CHECK_FALSE(parse_color_mode("yes"));
}

TEST_CASE("a terminal is coloured and a file is not") {
  const test::PseudoTerminal terminal;
  const Descriptor file = open_file("/dev/null", O_WRONLY);
  CHECK(use_color(ColorMode::automatic, kEmpty, terminal.fd()));
  CHECK_FALSE(use_color(ColorMode::automatic, kEmpty, file.get()));
  CHECK_FALSE(use_color(ColorMode::automatic, Environment{{"TERM", "dumb"}}, terminal.fd()));
}

TEST_CASE("NO_COLOR wins over CLICOLOR_FORCE and over a terminal") {
  const test::PseudoTerminal terminal;
  const Environment environment{{"NO_COLOR", "1"}, {"CLICOLOR_FORCE", "1"}};
  CHECK_FALSE(use_color(ColorMode::automatic, environment, terminal.fd()));
  CHECK(use_color(ColorMode::automatic, Environment{{"NO_COLOR", ""}}, terminal.fd()));
}

TEST_CASE("CLICOLOR_FORCE colours a file unless it is 0") {
  const Descriptor file = open_file("/dev/null", O_WRONLY);
  CHECK(use_color(ColorMode::automatic, Environment{{"CLICOLOR_FORCE", "1"}}, file.get()));
  CHECK_FALSE(use_color(ColorMode::automatic, Environment{{"CLICOLOR_FORCE", "0"}}, file.get()));
}

TEST_CASE("an explicit colour mode wins over the environment") {
  const Descriptor file = open_file("/dev/null", O_WRONLY);
  CHECK(use_color(ColorMode::always, Environment{{"NO_COLOR", "1"}}, file.get()));
  CHECK_FALSE(use_color(ColorMode::never, Environment{{"CLICOLOR_FORCE", "1"}}, file.get()));
}

TEST_CASE("a style wraps text only where colour is on") {
  CHECK(Style(true).bold("x") == "\x1b[1mx\x1b[0m");
  CHECK(Style(true).bold("").empty());
  CHECK(Style(false).error("x") == "x");
}
