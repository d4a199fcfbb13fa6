// REPO.state/gc.json: since when each file of REPO has been without a reference. A blob is old when
// its release is removed, so no time of the file itself says that.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "repo-tools/repository/repository_paths.hpp"

namespace switchback {

using UnreferencedSince = std::map<std::string, Timestamp>;  // by path relative to REPO

std::string encode_unreferenced(const UnreferencedSince& since);
// Throws TrustError("trust-format"), StateError("future-state").
UnreferencedSince parse_unreferenced(std::string_view bytes);

struct RecordReading {
  UnreferencedSince since;
  // A damaged record counts as none, and says so: every grace then begins anew, which deletes later
  // and never sooner.
  std::optional<std::string> warning;
};
// Throws StateError("future-state").
RecordReading read_unreferenced(const RepositoryPaths& paths);

// Durable when it returns; an empty record removes the file. The lock is held.
void write_unreferenced(const RepositoryPaths& paths, const UnreferencedSince& since);

// Adds `files`, unreferenced since `now`, to the record. The lock is held.
void note_unreferenced(const RepositoryPaths& paths, const std::vector<std::string>& files,
                       Timestamp now);

}  // namespace switchback
