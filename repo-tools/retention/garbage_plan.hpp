// Which files of a repository nothing needs any more, and which of them have been so for long
// enough to be deleted.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "repo-tools/repository/interrupted_deltas.hpp"
#include "repo-tools/repository/open_repository.hpp"
#include "repo-tools/retention/unreferenced_record.hpp"

namespace switchback {

struct GarbageFile {
  std::string path;  // relative to REPO
  std::uint64_t bytes = 0;
  Timestamp since;  // unreferenced
};

struct GarbagePlan {
  // Due, in the order in which they are deleted: a manifest says which blobs were its release's,
  // and superseded metadata which manifests, so that what is left of a killed run still explains
  // itself.
  std::vector<GarbageFile> blobs;
  std::vector<GarbageFile> manifests;
  std::vector<GarbageFile> metadata;
  std::vector<GarbageFile> waiting;  // for the end of their grace
  // Of versions, relative to REPO: a killed run left them. Due at once.
  std::vector<std::string> empty_folders;
  std::vector<InterruptedDelta> interrupted;  // nobody went on with them during the grace
  std::size_t strangers = 0;  // files that are not ours to delete; `verify` names them
  UnreferencedSince record;   // of everything unreferenced, due or not
  std::vector<std::string> warnings;

  bool nothing_is_due() const {
    return due_files() == 0 && empty_folders.empty() && interrupted.empty();
  }
  std::size_t due_files() const { return blobs.size() + manifests.size() + metadata.size(); }
  std::uint64_t due_bytes() const;
};

struct GarbageOptions {
  std::chrono::seconds grace = std::chrono::hours(24);
  Timestamp now;
};

// Reads only. Memory: paths and times of files, not their content. Throws StateError("damage")
// where the repository's own metadata or a manifest cannot be read.
GarbagePlan plan_garbage(const RepositoryPaths& paths, const PendingSet& pending,
                         const GarbageOptions& options);

}  // namespace switchback
