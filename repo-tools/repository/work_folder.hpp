// REPO.state/work: trees that are needed while a command runs. Nothing in it is ever durable.
#pragma once

#include <filesystem>

#include "repo-tools/repository/repository_paths.hpp"

namespace switchback {

class WorkFolder {
 public:
  // Empty and 0700. The lock is held: there is one at a time.
  explicit WorkFolder(const RepositoryPaths& paths);
  WorkFolder(const WorkFolder&) = delete;
  WorkFolder& operator=(const WorkFolder&) = delete;
  // Removes it with everything in it; what cannot be removed the next run sweeps.
  ~WorkFolder();

  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

// What a killed run left. The lock is held.
void sweep_work(const RepositoryPaths& paths);

}  // namespace switchback
