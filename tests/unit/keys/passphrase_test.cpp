#include "keys/passphrase.hpp"

#include <pty.h>
#include <termios.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <fstream>
#include <map>
#include <thread>

#include "base/descriptor.hpp"
#include "base/errors.hpp"
#include "base/files.hpp"
#include "keys/passphrase_prompt.hpp"
#include "keys/shell_words.hpp"
#include "tests/support/temporary_directory.hpp"

using namespace switchback;
using switchback::test::TemporaryDirectory;

namespace {

EnvironmentLookup environment(std::map<std::string, std::string> values) {
  return [values](const std::string& name) -> std::optional<std::string> {
    const auto found = values.find(name);
    if (found == values.end()) return std::nullopt;
    return found->second;
  };
}

std::string existing_from(std::map<std::string, std::string> values) {
  return std::string(passphrase_from(environment(std::move(values)), -1)->existing("keys").view());
}

struct Terminal {
  Terminal() {
    int ends[2] = {-1, -1};
    REQUIRE(::openpty(&ends[0], &ends[1], nullptr, nullptr, nullptr) == 0);
    person = Descriptor(ends[0]);
    program = Descriptor(ends[1]);
  }
  std::string read_until(const std::string& end) const {
    std::string seen;
    char c = 0;
    while (!seen.ends_with(end) && ::read(person.get(), &c, 1) == 1) seen.push_back(c);
    return seen;
  }
  void type(std::string_view text) const { write_all(person.get(), text, "pty"); }
  Descriptor person;
  Descriptor program;
};

}  // namespace

TEST_CASE("the passphrase comes from the variable, then the file, then the command") {
  const TemporaryDirectory temporary;
  const std::string file = (temporary.path() / "pass phrase").string();
  std::ofstream(file) << "from file\n";
  const std::string command = "printf 'from %s\\n' command";
  CHECK(existing_from({{"SWITCHBACK_PASSPHRASE", "from variable"},
                       {"SWITCHBACK_PASSPHRASE_FILE", file}}) == "from variable");
  CHECK(existing_from({{"SWITCHBACK_PASSPHRASE_FILE", file},
                       {"SWITCHBACK_PASSPHRASE_COMMAND", command}}) == "from file");
  CHECK(existing_from({{"SWITCHBACK_PASSPHRASE_COMMAND", command}}) == "from command");
}

TEST_CASE("a passphrase command that fails is an error") {
  CHECK_THROWS_WITH(existing_from({{"SWITCHBACK_PASSPHRASE_COMMAND", "false"}}),
                    Catch::Contains("failed with status 1"));
  CHECK_THROWS_AS(existing_from({{"SWITCHBACK_PASSPHRASE_COMMAND", "echo 'open"}}), ConfigError);
}

TEST_CASE("without a terminal or a variable the passphrase is required, not awaited") {
  const auto source = passphrase_from(environment({}), -1);
  try {
    source->existing("the keys");
    FAIL("no error");
  } catch (const ConfigError& error) {
    CHECK(error.code() == "passphrase-required");
  }
}

TEST_CASE("an empty passphrase is refused for new keys") {
  const auto source = passphrase_from(environment({{"SWITCHBACK_PASSPHRASE", ""}}), -1);
  CHECK_THROWS_WITH(source->fresh("keys"), Catch::Contains("empty passphrase"));
}

TEST_CASE("a passphrase is typed without echo and edited by its character") {
  const Terminal terminal;
  termios before{};
  ::tcgetattr(terminal.program.get(), &before);
  std::string typed;
  std::thread person([&] {
    terminal.read_until("? ");
    terminal.type(
        "wrong\x15p\xc3\xa4\x7f"
        "ass" +
        std::string(6000, 'z') + "\n");
    typed = terminal.read_until("\n");
  });
  const Secret secret = prompt_passphrase(terminal.program.get(), "Passphrase? ");
  person.join();
  CHECK(secret.view() == "pass" + std::string(6000, 'z'));
  CHECK(typed == "\r\n");
  termios after{};
  ::tcgetattr(terminal.program.get(), &after);
  CHECK(after.c_lflag == before.c_lflag);
}

TEST_CASE("Ctrl-C at a passphrase prompt interrupts") {
  const Terminal terminal;
  std::thread person([&] {
    terminal.read_until("? ");
    terminal.type("abc\x03");
  });
  CHECK_THROWS_AS(prompt_passphrase(terminal.program.get(), "Passphrase? "), Interrupted);
  person.join();
}

TEST_CASE("a new passphrase is typed twice and must agree") {
  const Terminal terminal;
  const bool same = GENERATE(true, false);
  std::thread person([&] {
    terminal.read_until(": ");
    terminal.type("first\n");
    terminal.read_until(": ");
    terminal.type(same ? "first\n" : "second\n");
  });
  const auto source = passphrase_from(environment({}), terminal.program.get());
  if (same)
    CHECK(source->fresh("keys").view() == "first");
  else
    CHECK_THROWS_WITH(source->fresh("keys"), Catch::Contains("differ"));
  person.join();
}

TEST_CASE("words of a command are split as a shell splits them, and nothing is expanded") {
  using Words = std::vector<std::string>;
  CHECK(split_words("pass show  'a b'\"c d\" \\$HOME \"\"") ==
        Words{"pass", "show", "a bc d", "$HOME", ""});
  CHECK(split_words("  ") == Words{});
  CHECK_FALSE(split_words("a 'b"));
  CHECK_FALSE(split_words("a \\"));
}
