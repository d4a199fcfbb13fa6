#include "repo-tools/cli/invocation.hpp"

#include <unistd.h>

#include <span>
#include <utility>

#include "base/errors.hpp"
#include "base/terminal/prompt.hpp"

namespace switchback {
namespace {

constexpr std::size_t kLongestTypedPassphrase = 4096;  // the kernel's line buffer

}  // namespace

void Invocation::conclude(const std::function<void()>& acknowledge) {
  try {
    out().flush();
    acknowledge();
  } catch (const StorageError& error) {
    warn(std::string(error.what()) + "; what was done is done");
  }
}

std::filesystem::path Invocation::keys_path() const {
  return keys.empty() ? paths().default_keys() : std::filesystem::path(keys);
}

Secret Invocation::prompt(const std::string& question) const {
  Secret line(kLongestTypedPassphrase);
  const std::size_t length = prompt_passphrase(
      question, std::span(reinterpret_cast<char*>(line.data()), line.size()), {}, stop());
  line.truncate(length);
  return line;
}

PassphraseSource& Invocation::passphrases() {
  if (!passphrases_) {
    PassphrasePrompt prompt;
    if (is_terminal(STDIN_FILENO) && is_terminal(STDERR_FILENO))
      prompt = [this](const std::string& question) { return this->prompt(question); };
    passphrases_ = passphrase_from(
        [this](const std::string& name) { return environment().get(name); }, std::move(prompt));
  }
  return *passphrases_;
}

KeyFolder Invocation::unlocked_keys() {
  KeyFolder folder = KeyFolder::open(keys_path(), {paths().root()}, passphrases());
  if (folder.keys().empty())
    throw StateError("not-found", "there are no keys in " + keys_path().string(),
                     "name the folder with --keys DIR or SWITCHBACK_KEYS");
  folder.unlock();
  return folder;
}

}  // namespace switchback
