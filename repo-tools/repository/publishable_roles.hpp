// Which changed roles readers may see.
#pragma once

#include <string>
#include <vector>

#include "repo-tools/repository/repository_metadata.hpp"

namespace switchback {

// Whether enough of its keys have signed it as it is now.
bool is_signed(const RepositoryMetadata& metadata, const std::string& name);

// The changed roles that can become visible together: each fully signed; none whose delegation is
// not visible; none that delegates to a role that would be missing. Pure.
std::vector<std::string> publishable_roles(const RepositoryMetadata& metadata);

}  // namespace switchback
