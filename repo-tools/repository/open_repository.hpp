// A repository held for a change: locked, recovered from whatever a killed run left, and read.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/file_lock.hpp"
#include "repo-tools/repository/metadata_reader.hpp"
#include "repo-tools/repository/pending_set.hpp"
#include "repo-tools/repository/repository_metadata.hpp"
#include "repo-tools/repository/repository_paths.hpp"
#include "repo-tools/repository/staging.hpp"

namespace switchback {

// Visible metadata with the pending set laid over it.
struct RepositoryView {
  PendingSet pending;
  RepositoryMetadata metadata;
};
// `products`: see metadata_reader.hpp. Where changes wait for signatures everything is read.
RepositoryView read_view(const RepositoryPaths& paths,
                         const NeededProducts& products = std::nullopt);

class OpenRepository {
 public:
  // `purpose` is what another run is told meanwhile. Throws StateError("locked", "not-found",
  // "damage").
  OpenRepository(const RepositoryPaths& paths, const std::string& purpose,
                 const NeededProducts& products = std::nullopt);

  const RepositoryPaths paths;
  const FileLock lock;
  Staging staging;
  // The step that a killed run had recorded and this one completed.
  const std::optional<Transaction> completed;
  RepositoryView view;
  std::vector<std::string> warnings;  // what failed and does not matter to what follows

  RepositoryMetadata& metadata() { return view.metadata; }
};

// Completes what a killed run had recorded and removes what it had only begun to stage. The lock is
// held.
std::optional<Transaction> complete_interrupted(const RepositoryPaths& paths,
                                                const Staging& staging);

// From then on `init` refuses the repository.
void remove_init_marker(const RepositoryPaths& paths);

}  // namespace switchback
