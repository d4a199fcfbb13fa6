#include "base/terminal/prompt.hpp"

#include <fcntl.h>
#include <termios.h>

#include <array>
#include <catch2/catch.hpp>
#include <future>

#include "base/errors.hpp"
#include "base/files.hpp"
#include "tests/support/pseudo_terminal.hpp"

using namespace switchback;

namespace {

std::string code_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& error) {
    return error.code();
  }
  return "";
}

// What `keys` lead to when they are typed after the question has appeared.
std::string confirm_with(const std::string& keys) {
  const test::PseudoTerminal terminal;
  const PromptTerminal both{terminal.fd(), terminal.fd()};
  auto outcome = std::async(std::launch::async, [&] {
    return code_of([&] { require_confirmation("Upgrade?", false, both); });
  });
  terminal.wait_for("Upgrade? [y/N] ");
  terminal.type(keys);
  return outcome.get();
}

bool echoes(int fd) {
  termios settings{};
  REQUIRE(::tcgetattr(fd, &settings) == 0);
  return (settings.c_lflag & static_cast<tcflag_t>(ECHO)) != 0;
}

}  // namespace

TEST_CASE("without a terminal and without --yes a confirmation is refused at once") {
  const Descriptor null = open_file("/dev/null", O_RDWR);
  const test::PseudoTerminal terminal;
  const auto refused = [](PromptTerminal ends) {
    return code_of([&] { require_confirmation("Upgrade?", false, ends); });
  };
  CHECK(refused({null.get(), null.get()}) == "confirmation-required");
  CHECK(refused({terminal.fd(), null.get()}) == "confirmation-required");
  CHECK(refused({null.get(), terminal.fd()}) == "confirmation-required");
}

TEST_CASE("the yes option answers without a terminal") {
  const Descriptor null = open_file("/dev/null", O_RDWR);
  CHECK_NOTHROW(require_confirmation("Upgrade?", true, {null.get(), null.get()}));
}

TEST_CASE("only y and yes confirm") {
  for (const auto* keys : {"y\n", "yes\n", "Y\n", "YES\n"}) CHECK(confirm_with(keys) == "");
  for (const auto* keys : {"\n", "n\n", "yy\n", "yes please, by all means, do it\n", "\x04"})
    CHECK(confirm_with(keys) == "confirmation-required");
}

TEST_CASE("a stop request ends a waiting confirmation") {
  const test::PseudoTerminal terminal;
  std::stop_source stop;
  auto outcome = std::async(std::launch::async, [&] {
    CHECK_THROWS_AS(
        require_confirmation("Upgrade?", false, {terminal.fd(), terminal.fd()}, stop.get_token()),
        Interrupted);
  });
  terminal.wait_for("[y/N] ");
  stop.request_stop();
  outcome.get();
  terminal.wait_for("\n");  // what is said next gets a line of its own
}

TEST_CASE("a question that is answered by the end of input ends its line") {
  const test::PseudoTerminal terminal;
  const PromptTerminal both{terminal.fd(), terminal.fd()};
  auto outcome = std::async(std::launch::async, [&] {
    return code_of([&] { require_confirmation("Upgrade?", false, both); });
  });
  terminal.wait_for("[y/N] ");
  terminal.type("\x04");
  terminal.wait_for("\n");
  CHECK(outcome.get() == "confirmation-required");
}

TEST_CASE("a passphrase is read without echo and echo is restored") {
  const test::PseudoTerminal terminal;
  std::array<char, 64> secret{};
  auto length = std::async(std::launch::async, [&] {
    return prompt_passphrase("Passphrase: ", secret, {terminal.fd(), terminal.fd()});
  });
  terminal.wait_for("Passphrase: ");
  CHECK_FALSE(echoes(terminal.fd()));
  terminal.type("correct horse\n");
  CHECK(std::string(secret.data(), length.get()) == "correct horse");
  CHECK(echoes(terminal.fd()));
  const std::string screen = terminal.wait_for("\n");
  CHECK(screen.find("horse") == std::string::npos);
}

TEST_CASE("a stop request ends the line of a waiting passphrase and restores echo") {
  const test::PseudoTerminal terminal;
  std::array<char, 64> secret{};
  std::stop_source stop;
  auto outcome = std::async(std::launch::async, [&] {
    CHECK_THROWS_AS(
        prompt_passphrase("P: ", secret, {terminal.fd(), terminal.fd()}, stop.get_token()),
        Interrupted);
  });
  terminal.wait_for("P: ");
  stop.request_stop();
  outcome.get();
  terminal.wait_for("\n");
  CHECK(echoes(terminal.fd()));
}

TEST_CASE("a passphrase that does not fit is refused and echo is restored") {
  const test::PseudoTerminal terminal;
  std::array<char, 4> secret{};
  auto outcome = std::async(std::launch::async, [&] {
    return code_of([&] { prompt_passphrase("P: ", secret, {terminal.fd(), terminal.fd()}); });
  });
  terminal.wait_for("P: ");
  terminal.type("12345\n");
  CHECK(outcome.get() == "passphrase-required");
  CHECK(echoes(terminal.fd()));
}

TEST_CASE("without a terminal a passphrase is refused at once") {
  const Descriptor null = open_file("/dev/null", O_RDWR);
  std::array<char, 4> secret{};
  CHECK(code_of([&] {
          prompt_passphrase("P: ", secret, {null.get(), null.get()});
        }) == "passphrase-required");
}
