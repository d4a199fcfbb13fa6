// Which names new releases may have: a published release never changes.
#pragma once

#include <string>
#include <vector>

#include "repo-tools/publish/publish_release.hpp"
#include "repo-tools/repository/open_repository.hpp"

namespace switchback {

// Throws what publish_releases() would throw for these names, before any work is done.
void require_publishable(const OpenRepository& repository, const std::vector<ReleaseName>& names);
// The same without the lock, for --dry-run.
void require_publishable(const RepositoryMetadata& metadata, const std::vector<ReleaseName>& names);

// `how`: what makes it so, behind "is published already".
[[noreturn]] void refuse_published(const ReleaseName& name, const char* how);

}  // namespace switchback
