// REPO.state/log: what was done to a repository, one JSON object a line, newest last. For people:
// nothing depends on it, so a line that is lost or damaged costs that line.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "repo-tools/repository/pending_set.hpp"
#include "repo-tools/repository/repository_paths.hpp"

namespace switchback {

struct LoggedOperation {
  Timestamp time;
  std::string operation;      // see Transaction
  std::uint64_t files = 0;    // that it put in place or deleted
  std::uint64_t waiting = 0;  // roles that wait for signatures since
  std::string step;           // SHA-256 of the recorded step; empty where there was none

  bool operator==(const LoggedOperation&) const = default;
};

// Durable when it returns. A step that is among the last lines already is not written again: a run
// that was killed before it could say so has applied it too. The lock is held. Throws StorageError.
void append_operation(const RepositoryPaths& paths, const LoggedOperation& operation);

// The same for a step that was applied. What was done is done: a failure is returned as a warning.
std::optional<std::string> log_transaction(const RepositoryPaths& paths,
                                           const Transaction& transaction);

struct LogReading {
  std::vector<LoggedOperation> operations;  // newest first
  std::size_t damaged_lines = 0;
};

// The newest `limit` operations; 0: all. Read from the end, no further than that: damaged lines are
// counted only so far.
LogReading read_log(const RepositoryPaths& paths, std::size_t limit);

}  // namespace switchback
