// What `gc` must leave alone beneath REPO/targets.
#pragma once

#include <optional>
#include <string>
#include <unordered_set>

#include "repo-tools/repository/pending_set.hpp"
#include "repo-tools/repository/repository_metadata.hpp"
#include "repo-tools/repository/repository_paths.hpp"

namespace switchback {

class ReferencedFiles {
 public:
  // Manifests and blobs of every release that readers see, what the pending set and a recorded step
  // would make visible, and every hash that a draft mentions. Throws StateError("damage") where the
  // manifest of a visible or waiting release cannot be read: nobody knows then what its blobs are.
  ReferencedFiles(const RepositoryPaths& paths, const RepositoryMetadata& visible,
                  const PendingSet& pending, const std::optional<Transaction>& recorded);

  bool contains(const std::string& path) const;

 private:
  void add_releases(const RepositoryPaths& paths, const RepositoryMetadata& visible);
  void add_waiting(const RepositoryPaths& paths, const StagedFile& file);
  void add_drafts(const RepositoryPaths& paths);

  std::unordered_set<std::string> files_;
  std::unordered_set<std::string> digests_;  // that drafts mention, in hexadecimal
};

}  // namespace switchback
