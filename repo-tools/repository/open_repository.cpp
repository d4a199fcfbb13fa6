#include "repo-tools/repository/open_repository.hpp"

#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <utility>

#include "base/durable.hpp"
#include "base/errors.hpp"
#include "repo-tools/repository/apply_transaction.hpp"
#include "repo-tools/repository/folders.hpp"
#include "repo-tools/repository/metadata_reader.hpp"
#include "repo-tools/repository/operation_log.hpp"
#include "repo-tools/repository/work_folder.hpp"

namespace switchback {
namespace {

// Before anything is made beside a folder that is no repository.
const RepositoryPaths& require_repository(const RepositoryPaths& paths) {
  if (!std::filesystem::exists(paths.timestamp()))
    throw StateError("not-found", paths.root().string() + " is not a repository",
                     std::filesystem::exists(paths.init_marker())
                         ? "`switchback-repo init` was interrupted here: run it again"
                         : "make one with `switchback-repo init`");
  return paths;
}

FileLock lock_of(const RepositoryPaths& paths, const std::string& purpose) {
  make_private_folder(require_repository(paths).state());
  return FileLock::acquire(paths.lock(), purpose);
}

}  // namespace

namespace {

// State files are replaced under temporary names; what a killed run left of one is never read.
void remove_temporaries(const RepositoryPaths& paths) {
  for (const auto& entry : std::filesystem::directory_iterator(paths.state()))
    if (entry.path().filename().string().find(".tmp.") != std::string::npos)
      std::filesystem::remove(entry.path());
}

}  // namespace

std::optional<Transaction> complete_interrupted(const RepositoryPaths& paths,
                                                const Staging& staging) {
  remove_temporaries(paths);
  sweep_work(paths);
  auto transaction = read_transaction(paths);
  if (transaction) apply_transaction(paths, *transaction);
  staging.sweep(read_pending_set(paths), nullptr);
  return transaction;
}

OpenRepository::OpenRepository(const RepositoryPaths& paths_in, const std::string& purpose,
                               const NeededProducts& products)
    : paths(paths_in),
      lock(lock_of(paths, purpose)),
      staging(paths),
      completed(complete_interrupted(paths, staging)),
      view(read_view(paths, products)) {
  if (completed)
    if (auto warning = log_transaction(paths, *completed)) warnings.push_back(std::move(*warning));
  remove_init_marker(paths);
}

void remove_init_marker(const RepositoryPaths& paths) {
  if (::unlink(paths.init_marker().c_str()) == 0)
    fsync_directory(paths.state());
  else if (errno != ENOENT)
    throw StorageError("remove", paths.init_marker().string(), errno);
}

RepositoryView read_view(const RepositoryPaths& paths, const NeededProducts& products) {
  RepositoryView view;
  view.pending = read_pending_set(paths);
  view.metadata = read_visible_metadata(paths, view.pending.empty() ? products : std::nullopt);
  overlay_pending(paths, view.pending, view.metadata);
  return view;
}

}  // namespace switchback
