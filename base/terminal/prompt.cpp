#include "base/terminal/prompt.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <optional>
#include <string>

#include "base/errors.hpp"
#include "base/files.hpp"
#include "base/terminal/color.hpp"

namespace switchback {
namespace {

// How often a waiting prompt looks at the stop token.
constexpr int kStopPollMs = 100;

bool answerable(PromptTerminal terminal) {
  return is_terminal(terminal.input) && is_terminal(terminal.output);
}

// Nobody typed the newline: what is said next gets a line of its own. A terminal that is gone needs
// none.
void end_line(const PromptTerminal& terminal) {
  [[maybe_unused]] const ssize_t written = ::write(terminal.output, "\n", 1);
}

// One byte, or nothing at the end of input.
std::optional<char> read_byte(const PromptTerminal& terminal, const std::stop_token& stop) {
  while (true) {
    if (stop.stop_requested()) {
      end_line(terminal);
      throw Interrupted();
    }
    pollfd waiting{terminal.input, POLLIN, 0};
    const int ready = ::poll(&waiting, 1, kStopPollMs);
    if (ready == 0 || (ready < 0 && errno == EINTR)) continue;
    char byte = 0;
    const ssize_t count = ready < 0 ? -1 : ::read(terminal.input, &byte, 1);
    if (count == 1) return byte;
    if (count < 0 && errno == EINTR) continue;
    end_line(terminal);
    return std::nullopt;
  }
}

// Echo off while it lives.
class SilentTerminal {
 public:
  explicit SilentTerminal(int fd) : fd_(fd) {
    if (::tcgetattr(fd_, &before_) != 0) throw StorageError("read settings of", "terminal", errno);
    termios silent = before_;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    silent.c_lflag |= ECHONL;
    if (::tcsetattr(fd_, TCSAFLUSH, &silent) != 0) throw StorageError("silence", "terminal", errno);
  }
  SilentTerminal(const SilentTerminal&) = delete;
  SilentTerminal& operator=(const SilentTerminal&) = delete;
  ~SilentTerminal() { ::tcsetattr(fd_, TCSAFLUSH, &before_); }

 private:
  int fd_;
  termios before_{};
};

bool is_yes(std::string answer) {
  std::transform(answer.begin(), answer.end(), answer.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return answer == "y" || answer == "yes";
}

}  // namespace

bool can_ask(PromptTerminal terminal) {
  return answerable(terminal);
}

void require_confirmation(std::string_view question, bool yes, PromptTerminal terminal,
                          const std::stop_token& stop) {
  if (yes) return;
  if (!answerable(terminal))
    throw ConfigError("confirmation-required", "this needs a confirmation and there is no terminal",
                      "run it again with --yes");
  write_all(terminal.output, fmt::format("{} [y/N] ", question), "terminal");
  std::string answer;
  while (const auto byte = read_byte(terminal, stop)) {
    if (*byte == '\n') break;
    if (answer.size() < 16) answer.push_back(*byte);
  }
  if (!is_yes(answer))
    throw ConfigError("confirmation-required", "not confirmed: nothing was changed",
                      "answer y, or run it again with --yes");
}

std::size_t prompt_passphrase(std::string_view question, std::span<char> secret,
                              PromptTerminal terminal, const std::stop_token& stop) {
  if (!answerable(terminal))
    throw ConfigError("passphrase-required", "a passphrase is needed and there is no terminal",
                      "set SWITCHBACK_PASSPHRASE_FILE or SWITCHBACK_PASSPHRASE_COMMAND");
  const SilentTerminal silent(terminal.input);
  write_all(terminal.output, question, "terminal");
  std::size_t length = 0;
  while (const auto byte = read_byte(terminal, stop)) {
    if (*byte == '\n') return length;
    if (length == secret.size())
      throw ConfigError("passphrase-required", "the passphrase is too long", "");
    secret[length++] = *byte;
  }
  throw ConfigError("passphrase-required", "no passphrase was given", "run it again and type it");
}

}  // namespace switchback
