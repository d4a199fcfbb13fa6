// How much metadata a product has: a host that reads all of it stops at a limit of its own
// (TrustLimits::own_roles_length), and could install nothing of the product from then on.
#pragma once

#include <string>
#include <vector>

#include "repo-tools/repository/repository_metadata.hpp"
#include "repo-tools/repository/repository_paths.hpp"

namespace switchback {

// The changed roles are signed, not visible yet. Warns of products that have three quarters of what
// hosts read. Throws ConfigError("config") where the change would take a product beyond it or
// further beyond it; one that makes a product shorter, or only renews its roles, is always allowed.
std::vector<std::string> require_readable_products(const RepositoryPaths& paths,
                                                   const RepositoryMetadata& metadata);

}  // namespace switchback
