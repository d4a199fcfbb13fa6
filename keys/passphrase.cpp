#include "keys/passphrase.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <utility>

#include "base/errors.hpp"
#include "base/files.hpp"
#include "base/process.hpp"
#include "keys/shell_words.hpp"

namespace switchback {
namespace {

constexpr std::uint64_t kMaxPassphrase = 1 << 20;
constexpr std::chrono::minutes kCommandDeadline{5};  // a token may wait for a touch

// Files and commands end their line; the newline is not part of the passphrase.
Secret without_newline(Secret text) {
  std::size_t size = text.size();
  if (size > 0 && text.data()[size - 1] == '\n') --size;
  if (size > 0 && size < text.size() && text.data()[size - 1] == '\r') --size;
  text.truncate(size);
  return text;
}

Secret taken_from(std::string& text) {
  Secret secret = Secret::copy_of(text);
  wipe(text);
  return secret;
}

Secret from_file(const std::string& path) {
  const Descriptor file = open_file(path, O_RDONLY);
  SecretBuilder content;
  unsigned char byte = 0;
  while (true) {
    const ssize_t count = ::read(file.get(), &byte, 1);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) throw StorageError("read", path, errno);
    if (count == 0) return without_newline(content.take());
    if (content.size() == kMaxPassphrase)
      throw ConfigError("config", "the passphrase file " + path + " is longer than 1 MiB");
    content.append(byte);
  }
}

Secret from_command(const std::string& command) {
  const auto words = split_words(command);
  if (!words || words->empty())
    throw ConfigError("config", "SWITCHBACK_PASSPHRASE_COMMAND is not a command",
                      "give a program and its arguments; quotes must be closed");
  ProcessOptions options;
  options.deadline = kCommandDeadline;
  options.max_output = kMaxPassphrase;
  ProcessResult result = run_process(*words, options);
  Secret output = taken_from(result.output);
  if (result.exit_status != 0 || result.timed_out)
    throw ConfigError(
        "config",
        "the passphrase command " + words->front() +
            (result.timed_out ? " did not end in time"
                              : " failed with status " + std::to_string(result.exit_status)),
        "run it by hand to see why");
  return without_newline(std::move(output));
}

class EnvironmentPassphrase : public PassphraseSource {
 public:
  EnvironmentPassphrase(EnvironmentLookup environment, PassphrasePrompt prompt)
      : environment_(std::move(environment)), prompt_(std::move(prompt)) {}

  Secret existing(const std::string& what) override {
    if (auto given = from_environment()) return std::move(*given);
    return ask("Passphrase of " + what + ": ", what);
  }

  Secret fresh(const std::string& what) override {
    if (auto given = from_environment()) return not_empty(std::move(*given));
    Secret first = not_empty(ask("New passphrase for " + what + ": ", what));
    const Secret again = ask("The same again: ", what);
    if (first.view() != again.view())
      throw ConfigError("usage", "the two passphrases differ", "run the command again");
    return first;
  }

 private:
  std::optional<Secret> from_environment() const {
    if (auto value = environment_("SWITCHBACK_PASSPHRASE")) return taken_from(*value);
    if (const auto path = environment_("SWITCHBACK_PASSPHRASE_FILE")) return from_file(*path);
    if (const auto command = environment_("SWITCHBACK_PASSPHRASE_COMMAND"))
      return from_command(*command);
    return std::nullopt;
  }

  Secret ask(const std::string& question, const std::string& what) const {
    if (prompt_) return prompt_(question);
    throw ConfigError("passphrase-required", "a passphrase is needed for " + what,
                      "set SWITCHBACK_PASSPHRASE, SWITCHBACK_PASSPHRASE_FILE or "
                      "SWITCHBACK_PASSPHRASE_COMMAND, or run this in a terminal");
  }

  static Secret not_empty(Secret passphrase) {
    if (passphrase.empty())
      throw ConfigError("usage", "an empty passphrase protects nothing",
                        "choose a passphrase, or store the keys unlocked with --no-passphrase");
    return passphrase;
  }

  EnvironmentLookup environment_;
  PassphrasePrompt prompt_;
};

}  // namespace

std::unique_ptr<PassphraseSource> passphrase_from(EnvironmentLookup environment,
                                                  PassphrasePrompt prompt) {
  return std::make_unique<EnvironmentPassphrase>(std::move(environment), std::move(prompt));
}

}  // namespace switchback
