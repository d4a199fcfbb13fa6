#include "base/terminal/error_message.hpp"

#include <catch2/catch.hpp>

using namespace switchback;

TEST_CASE("an error is two lines: what happened with its code, and what to do next") {
  const StateError error("locked", "locked by pid 12", "wait until it has finished");
  CHECK(format_error(error, Style(false)) ==
        "error: locked by pid 12 (locked)\n  wait until it has finished\n");
  CHECK(format_error(error, Style(true)).starts_with("\x1b[1;31merror:\x1b[0m "));
}

TEST_CASE("an error without a next step of its own has that of its class") {
  CHECK(format_error(ConfigError("usage", "what?"), Style(false)) ==
        "error: what? (usage)\n  correct it, then run this again\n");
}

TEST_CASE("control characters in an error forge no lines and move no cursor") {
  const StorageError error("open", "a\nerror: b\x1b[2J\x7f", 2);
  const std::string text = format_error(error, Style(false));
  CHECK(text ==
        "error: cannot open a error: b?[2J?: No such file or directory (storage)\n"
        "  check that path, its permissions and its disk, then run this again\n");
}

TEST_CASE("a control sequence of one character is no way round") {
  CHECK(printable("a\xc2\x9b"
                  "2Jb \xc2\xa9 \xc3\x9b \xc2") == "a?2Jb \xc2\xa9 \xc3\x9b \xc2");
}

TEST_CASE("an unexpected exception is an internal error") {
  const std::string text = format_internal_error(std::runtime_error("boom"), Style(false));
  CHECK(text.starts_with("error: boom (internal)\n"));
}

TEST_CASE("a warning is one line") {
  CHECK(format_warning("old\nnews", Style(false)) == "warning: old news\n");
}
