#include "repo-tools/cli/shown_drafts.hpp"

#include "repo-tools/draft/draft_store.hpp"

namespace switchback {

std::vector<CatalogEntry> shown_drafts(Invocation& invocation, const RepositoryMetadata& metadata) {
  std::vector<CatalogEntry> drafts;
  const DraftListing listing = read_drafts(invocation.paths());
  for (const auto& damage : listing.damaged)
    invocation.warn(
        damage +
        ": this draft can only be made again or removed (by `release`, where it is published)");
  for (const auto& manifest : listing.drafts)
    if (!find_release(metadata, manifest.product, manifest.version))
      drafts.push_back(draft_entry(manifest));
  return drafts;
}

std::vector<std::string> products_of(const std::vector<CatalogEntry>& releases) {
  std::vector<std::string> products;
  products.reserve(releases.size());
  for (const auto& release : releases) products.push_back(release.product);
  return products;
}

}  // namespace switchback
