// Drafts in the log of operations. No step records them: they change nothing that readers see.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "repo-tools/publish/publish_release.hpp"
#include "repo-tools/repository/repository_paths.hpp"

namespace switchback {

// `what` was done: "draft", "remove draft". It is done by now: a failure is returned as a warning.
// The lock is held.
std::optional<std::string> log_drafts(const RepositoryPaths& paths, const std::string& what,
                                      const std::vector<ReleaseName>& names, Timestamp time);

}  // namespace switchback
