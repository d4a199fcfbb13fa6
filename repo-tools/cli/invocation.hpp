// One run of the command: what every subcommand shares. Made by main() from arguments and
// environment.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>

#include "base/terminal/color.hpp"
#include "base/terminal/environment.hpp"
#include "base/terminal/output.hpp"
#include "base/terminal/progress_renderer.hpp"
#include "keys/key_folder.hpp"
#include "repo-tools/repository/repository_paths.hpp"

namespace switchback {

struct CommonOptions {
  std::filesystem::path repository;
  std::string keys;  // --keys, SWITCHBACK_KEYS; empty: REPO.keys
  bool yes = false;
  bool json = false;
  bool dry_run = false;
  ProgressMode progress = ProgressMode::automatic;
  ColorMode color = ColorMode::automatic;
};

class Invocation {
 public:
  Invocation(Environment environment, std::stop_token stop);

  CommonOptions options;
  // Set by the subcommand that was parsed; returns the exit status.
  std::function<int()> run;

  const Environment& environment() const { return environment_; }
  const std::stop_token& stop() const { return stop_; }
  Output& out() { return out_; }
  Style out_style() const;
  Style error_style() const;
  Progress& progress();
  // On standard error.
  void warn(const std::string& text);
  void clear_progress();
  // The last step of a command that has changed the repository: prints what is left and runs
  // `acknowledge`. A failure of either is a warning, for the change is durable.
  void conclude(const std::function<void()>& acknowledge);

  RepositoryPaths paths() const { return RepositoryPaths(options.repository); }
  std::filesystem::path keys_path() const;
  PassphraseSource& passphrases();
  // The folder with its passphrase checked. StateError("not-found") where it holds no key.
  KeyFolder unlocked_keys();

 private:
  Secret prompt(const std::string& question) const;

  Environment environment_;
  std::stop_token stop_;
  Output out_;
  std::unique_ptr<ProgressRenderer> progress_;
  std::unique_ptr<PassphraseSource> passphrases_;
};

}  // namespace switchback
