// Where the passphrase comes from. Only the edges (the commands) make one of these from their
// environment.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "keys/secret.hpp"

namespace switchback {

class PassphraseSource {
 public:
  virtual ~PassphraseSource() = default;

  // The passphrase of keys that exist. `what` names them in a prompt ("the keys in
  // /srv/repo.keys"). Throws ConfigError("passphrase-required") where there is none to be had.
  virtual Secret existing(const std::string& what) = 0;
  // The passphrase for new keys; a person types it twice. Never empty.
  virtual Secret fresh(const std::string& what) = 0;
};

using EnvironmentLookup = std::function<std::optional<std::string>(const std::string& name)>;

// Asks a person on a terminal, echo off; the text is the question. Throws
// ConfigError("passphrase-required") where there is no terminal.
using PassphrasePrompt = std::function<Secret(const std::string& question)>;

// The first of SWITCHBACK_PASSPHRASE, SWITCHBACK_PASSPHRASE_FILE (the file without one newline at
// its end), SWITCHBACK_PASSPHRASE_COMMAND (standard output likewise; run without a shell), else the
// prompt. An empty `prompt` is no terminal.
std::unique_ptr<PassphraseSource> passphrase_from(EnvironmentLookup environment,
                                                  PassphrasePrompt prompt);

}  // namespace switchback
