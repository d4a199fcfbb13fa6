// From edited metadata to what readers see: signs what changed with the keys at hand, makes visible
// every change that is fully signed and hangs together, and leaves the rest pending.
#pragma once

#include <string>
#include <vector>

#include "repo-tools/repository/pending_set.hpp"
#include "repo-tools/repository/repository_metadata.hpp"
#include "repo-tools/repository/repository_paths.hpp"
#include "repo-tools/repository/staging.hpp"

namespace switchback {

// A role that lacks signatures, and the keys any of which would bring it further.
struct WaitingRole {
  std::string name;
  std::vector<std::string> key_ids;
};

struct CommitRequest {
  std::string operation;  // see Transaction
  std::string identity;
  std::vector<ReleaseFile> files;  // of this run and of the pending set before it
  Lifetimes lifetimes;
  Timestamp now;
  bool renew_snapshot =
      false;  // a new snapshot and timestamp although no other role becomes visible
  PreviousVersions previous = {};  // see Transaction
};

struct CommitResult {
  std::vector<std::string> visible;  // roles whose new version readers see now
  std::vector<WaitingRole> waiting;
  bool changed_repository = false;
  std::vector<std::string>
      warnings;  // of the log, and of cleaning up: the next run does that again
};

// The lock is held and `metadata` is visible metadata with the pending set laid over it and edited.
// When this returns the change is durable; if it is killed, the next run completes it or nothing
// happened. The caller acknowledges (apply_transaction.hpp) when it has told the outcome.
// Superseded metadata is pruned afterwards.
CommitResult commit_changes(const RepositoryPaths& paths, Staging& staging,
                            RepositoryMetadata& metadata, SignerPool& signers,
                            const CommitRequest& request);

}  // namespace switchback
