// One run of switchback-repo.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "base/terminal/program_run.hpp"
#include "keys/key_folder.hpp"
#include "repo-tools/repository/repository_paths.hpp"

namespace switchback {

class Invocation : public ProgramRun {
 public:
  using ProgramRun::ProgramRun;

  std::filesystem::path repository;
  std::string keys;  // --keys, SWITCHBACK_KEYS; empty: REPO.keys

  // The last step of a command that has changed the repository: prints what is left and runs
  // `acknowledge`. A failure of either is a warning, for the change is durable.
  void conclude(const std::function<void()>& acknowledge);

  RepositoryPaths paths() const { return RepositoryPaths(repository); }
  std::filesystem::path keys_path() const;
  PassphraseSource& passphrases();
  // The folder with its passphrase checked. StateError("not-found") where it holds no key.
  KeyFolder unlocked_keys();

 private:
  Secret prompt(const std::string& question) const;

  std::unique_ptr<PassphraseSource> passphrases_;
};

}  // namespace switchback
