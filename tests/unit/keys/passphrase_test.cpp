#include "keys/passphrase.hpp"

#include <catch2/catch.hpp>
#include <fstream>
#include <map>

#include "base/errors.hpp"
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
  return std::string(passphrase_from(environment(std::move(values)), {})->existing("keys").view());
}

// A person who gives these answers in turn.
PassphrasePrompt person(std::vector<std::string> answers) {
  return [answers, next = std::size_t{0}](const std::string& question) mutable {
    CHECK_THAT(question, Catch::EndsWith(": "));
    return Secret::copy_of(answers.at(next++));
  };
}

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
  const auto source = passphrase_from(environment({}), {});
  try {
    source->existing("the keys");
    FAIL("no error");
  } catch (const ConfigError& error) {
    CHECK(error.code() == "passphrase-required");
  }
}

TEST_CASE("an empty passphrase is refused for new keys") {
  const auto source = passphrase_from(environment({{"SWITCHBACK_PASSPHRASE", ""}}), {});
  CHECK_THROWS_WITH(source->fresh("keys"), Catch::Contains("empty passphrase"));
}

TEST_CASE("a new passphrase is typed twice and must agree") {
  CHECK(passphrase_from(environment({}), person({"first", "first"}))->fresh("keys").view() ==
        "first");
  CHECK_THROWS_WITH(passphrase_from(environment({}), person({"first", "second"}))->fresh("keys"),
                    Catch::Contains("differ"));
}

TEST_CASE("the passphrase of keys that exist is typed once") {
  CHECK(passphrase_from(environment({}), person({"only"}))->existing("keys").view() == "only");
}

TEST_CASE("words of a command are split as a shell splits them, and nothing is expanded") {
  using Words = std::vector<std::string>;
  CHECK(split_words("pass show  'a b'\"c d\" \\$HOME \"\"") ==
        Words{"pass", "show", "a bc d", "$HOME", ""});
  CHECK(split_words("  ") == Words{});
  CHECK_FALSE(split_words("a 'b"));
  CHECK_FALSE(split_words("a \\"));
}
