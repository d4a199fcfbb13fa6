// What versions of a role that readers may still hold name: the manifests of its releases.
#pragma once

#include <set>
#include <string>

#include "repo-tools/repository/repository_paths.hpp"

namespace switchback {

// Paths of the manifests that version `version` of `role` names. Empty where that file is missing
// or cannot be read: it brings no reader anywhere.
std::set<std::string> named_manifests(const RepositoryPaths& paths, const std::string& role,
                                      std::uint64_t version);

}  // namespace switchback
