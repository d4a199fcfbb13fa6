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

// For a repository that is about to be opened, which may have to be recovered first: reads only
// what a killed run leaves readable. Products that wait for signatures are among them.
std::vector<std::string> products_before_recovery(const RepositoryPaths& paths);
// What was given is taken as it is: to be chosen again when the repository is open.
std::string chosen_product(const RepositoryPaths& paths, const std::string& given);

}  // namespace switchback
