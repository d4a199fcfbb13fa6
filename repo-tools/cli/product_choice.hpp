// --product, which may be left out where the repository has one product.
#pragma once

#include <string>
#include <vector>

#include "repo-tools/repository/repository_metadata.hpp"
#include "repo-tools/repository/repository_paths.hpp"

namespace switchback {

// `also` are products without a release so far, which may have drafts. Throws
// StateError("not-found") for a product that is not there or a repository without any,
// ConfigError("usage") where there are several and none was chosen.
std::string chosen_product(const RepositoryMetadata& metadata, const std::string& given,
                           const std::vector<std::string>& also = {});

// The same for a repository that is about to be opened; reads no shard.
std::string chosen_product(const RepositoryPaths& paths, const std::string& given);

}  // namespace switchback
