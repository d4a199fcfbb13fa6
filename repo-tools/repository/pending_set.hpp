// Changes that wait for keys: roles that are not signed by enough keys yet, and the files they
// would make visible. Kept in REPO.state/pending.json; the bytes are in REPO.state/staged/.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/digest.hpp"
#include "repo-tools/repository/repository_metadata.hpp"
#include "repo-tools/repository/repository_paths.hpp"

namespace switchback {

// A file that is to be in REPO, staged so far.
struct StagedFile {
  std::string path;  // relative to REPO
  std::uint64_t length = 0;
  Sha256Digest sha256;

  // Its name while staged: of path and content, because two products may publish the same bytes.
  std::string staged_name() const;
  bool operator==(const StagedFile&) const = default;
};

// A manifest or blob that goes with a release.
struct ReleaseFile {
  StagedFile file;
  std::string role;  // the shard that makes it visible

  bool operator==(const ReleaseFile&) const = default;
};

struct PendingRole {
  std::string name;
  std::string delegator;
  StagedFile file;  // `path` is where it goes

  bool operator==(const PendingRole&) const = default;
};

struct PendingSet {
  std::vector<PendingRole> roles;
  std::vector<ReleaseFile> files;

  bool empty() const { return roles.empty() && files.empty(); }
  bool operator==(const PendingSet&) const = default;
};

// Of releases, as "demo 0r3", the version of the one whose frames they share; nothing where there
// was none.
using PreviousVersions = std::map<std::string, std::optional<std::string>>;

// An ordered step from one visible state of REPO to the next. Once it is recorded in
// REPO.state/transaction.json the step is taken, by this run or by the one after a crash.
struct Transaction {
  std::string operation;          // "publish demo 0r2": what is told when a later run completes it
  std::string identity;           // what was asked for, so that the same request is recognised
  std::vector<StagedFile> files;  // in the order in which they become visible; timestamp.json last
  PendingSet pending;             // what waits afterwards
  std::optional<Timestamp> time = std::nullopt;  // of the request; older programs recorded none
  // Of what it publishes: the step may make others visible which a run that repeats it would take,
  // and then make other bytes. Older programs recorded none.
  PreviousVersions previous = {};
};

std::string encode_pending_set(const PendingSet& pending);
PendingSet parse_pending_set(std::string_view bytes);
std::string encode_transaction(const Transaction& transaction);
Transaction parse_transaction(std::string_view bytes);

// Nothing recorded is an empty set, or none. Throws StateError("damage" or "future-state").
PendingSet read_pending_set(const RepositoryPaths& paths);
std::optional<Transaction> read_transaction(const RepositoryPaths& paths);
// Durable when it returns; an empty set removes the file.
void write_pending_set(const RepositoryPaths& paths, const PendingSet& pending);

// Lays the pending roles over what readers see.
void overlay_pending(const RepositoryPaths& paths, const PendingSet& pending,
                     RepositoryMetadata& metadata);

}  // namespace switchback
