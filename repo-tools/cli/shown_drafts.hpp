// Drafts beside the releases that `list` and `show` print.
#pragma once

#include <string>
#include <vector>

#include "repo-tools/cli/invocation.hpp"
#include "repo-tools/repository/release_catalog.hpp"

namespace switchback {

// A draft whose version readers see already is what an interrupted `release` left: not shown. One
// that cannot be read is a warning.
std::vector<CatalogEntry> shown_drafts(Invocation& invocation, const RepositoryMetadata& metadata);

// In order; a product may occur more than once.
std::vector<std::string> products_of(const std::vector<CatalogEntry>& releases);

}  // namespace switchback
