#include "repo-tools/repository/work_folder.hpp"

#include "base/errors.hpp"
#include "repo-tools/repository/folders.hpp"

namespace switchback {
namespace fs = std::filesystem;

WorkFolder::WorkFolder(const RepositoryPaths& paths) : path_(paths.work()) {
  sweep_work(paths);
  make_private_folder(path_);
}

WorkFolder::~WorkFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

void sweep_work(const RepositoryPaths& paths) {
  std::error_code error;
  fs::remove_all(paths.work(), error);
  if (error) throw StorageError("remove", paths.work().string(), error.value());
}

}  // namespace switchback
