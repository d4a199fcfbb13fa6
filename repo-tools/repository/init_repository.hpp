// A new, empty repository.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "keys/key_folder.hpp"
#include "repo-tools/repository/lifetimes.hpp"
#include "repo-tools/repository/repository_paths.hpp"

namespace switchback {

struct InitOptions {
  std::filesystem::path keys;
  KeyFolder::Protection protection = KeyFolder::Protection::as_others;
  Lifetimes lifetimes;
  Timestamp now;
};

struct InitResult {
  std::string fingerprint;  // "sha256:HEX" of 1.root.json
  std::filesystem::path root_file;
  std::optional<std::string> warning;  // of the log
};

// Makes keys for root, targets, snapshot and timestamp and the first version of each. An
// interrupted run can be repeated and goes on with its keys. Throws StateError("exists") where a
// repository, or anything else, is there.
InitResult init_repository(const RepositoryPaths& paths, const InitOptions& options,
                           PassphraseSource& passphrases);

// After the fingerprint was told.
void acknowledge_init(const RepositoryPaths& paths);

// Throws what init_repository() would throw before it changes anything.
void require_can_init(const RepositoryPaths& paths);

}  // namespace switchback
