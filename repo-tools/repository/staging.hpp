// REPO.state/staged: files that are complete but not yet in REPO. The folder is made durable once
// for all of them, before the record that names them.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "repo-tools/repository/pending_set.hpp"

namespace switchback {

class Staging {
 public:
  // The lock must be held.
  explicit Staging(const RepositoryPaths& paths);

  // `path` is where the file goes in REPO. The content is synced, its name not yet: see sync().
  StagedFile add(const std::string& path, std::string_view bytes);

  // A file of the caller's in here, to be written to and then given to adopt().
  std::filesystem::path new_file(const std::string& purpose) const;
  // Takes over a file made by new_file(), whose length and digest are known.
  StagedFile adopt(const std::filesystem::path& file, const std::string& path, std::uint64_t length,
                   const Sha256Digest& sha256);

  void sync() const;
  // Removes everything that neither of the two records names.
  void sweep(const PendingSet& pending, const Transaction* transaction) const;

 private:
  std::filesystem::path folder_;
};

}  // namespace switchback
