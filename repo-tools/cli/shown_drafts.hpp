// Drafts beside the releases that commands print or choose from.
#pragma once

#include <string>
#include <vector>

#include "repo-tools/cli/invocation.hpp"
#include "repo-tools/repository/release_catalog.hpp"

namespace switchback {

// A draft whose version readers see already is what an interrupted `release` left: not shown. One
// that cannot be read is a warning.
std::vector<CatalogEntry> shown_drafts(Invocation& invocation, const RepositoryMetadata& metadata);

// chosen_product(), but drafts of a product that has no release yet count, too. A draft that cannot
// be read is a warning: it may be the one that is meant.
std::string product_of_draft(Invocation& invocation, const RepositoryMetadata& metadata,
                             const std::string& given);

// In order; a product may occur more than once.
std::vector<std::string> products_of(const std::vector<CatalogEntry>& releases);

}  // namespace switchback
