#include "repo-tools/cli/invocation.hpp"

#include <unistd.h>

#include <span>
#include <utility>

#include "base/errors.hpp"
#include "base/terminal/error_message.hpp"
#include "base/terminal/prompt.hpp"

namespace switchback {
namespace {

constexpr std::size_t kLongestTypedPassphrase = 4096;  // the kernel's line buffer

}  // namespace

Invocation::Invocation(Environment environment, std::stop_token stop)
    : environment_(std::move(environment)), stop_(std::move(stop)), out_(STDOUT_FILENO) {}

Style Invocation::out_style() const {
  return Style(use_color(options.color, environment_, STDOUT_FILENO));
}

Style Invocation::error_style() const {
  return Style(use_color(options.color, environment_, STDERR_FILENO));
}

Progress& Invocation::progress() {
  if (!progress_) progress_ = make_progress(options.progress, environment_, STDERR_FILENO);
  return *progress_;
}

void Invocation::clear_progress() {
  if (progress_) progress_->clear();
}

void Invocation::warn(const std::string& text) {
  clear_progress();
  write_to_stderr(format_warning(text, error_style()));
}

void Invocation::conclude(const std::function<void()>& acknowledge) {
  try {
    out_.flush();
    acknowledge();
  } catch (const StorageError& error) {
    warn(std::string(error.what()) + "; what was done is done");
  }
}

std::filesystem::path Invocation::keys_path() const {
  return options.keys.empty() ? paths().default_keys() : std::filesystem::path(options.keys);
}

Secret Invocation::prompt(const std::string& question) const {
  Secret line(kLongestTypedPassphrase);
  const std::size_t length = prompt_passphrase(
      question, std::span(reinterpret_cast<char*>(line.data()), line.size()), {}, stop_);
  line.truncate(length);
  return line;
}

PassphraseSource& Invocation::passphrases() {
  if (!passphrases_) {
    PassphrasePrompt prompt;
    if (is_terminal(STDIN_FILENO) && is_terminal(STDERR_FILENO))
      prompt = [this](const std::string& question) { return this->prompt(question); };
    passphrases_ = passphrase_from(
        [this](const std::string& name) { return environment_.get(name); }, std::move(prompt));
  }
  return *passphrases_;
}

KeyFolder Invocation::unlocked_keys() {
  KeyFolder keys = KeyFolder::open(keys_path(), {paths().root()}, passphrases());
  if (keys.keys().empty())
    throw StateError("not-found", "there are no keys in " + keys_path().string(),
                     "name the folder with --keys DIR or SWITCHBACK_KEYS");
  keys.unlock();
  return keys;
}

}  // namespace switchback
