#include "repo-tools/cli/shown_drafts.hpp"

#include "repo-tools/cli/product_choice.hpp"
#include "repo-tools/draft/draft_store.hpp"

namespace switchback {
namespace {

void warn_about_damaged(Invocation& invocation, const DraftListing& listing) {
  for (const auto& damage : listing.damaged)
    invocation.warn(
        damage +
        ": this draft can only be made again or removed (by `release`, where it is published)");
}

}  // namespace

std::vector<CatalogEntry> shown_drafts(Invocation& invocation, const RepositoryMetadata& metadata) {
  std::vector<CatalogEntry> drafts;
  const DraftListing listing = read_drafts(invocation.paths());
  warn_about_damaged(invocation, listing);
  for (const auto& manifest : listing.drafts)
    if (!find_release(metadata, manifest.product, manifest.version))
      drafts.push_back(draft_entry(manifest));
  return drafts;
}

// The names of the files say a damaged draft's product, too.
std::string product_of_draft(Invocation& invocation, const RepositoryMetadata& metadata,
                             const std::string& given) {
  warn_about_damaged(invocation, read_drafts(invocation.paths()));
  return chosen_product(metadata, given, drafted_products(invocation.paths()));
}

std::vector<std::string> products_of(const std::vector<CatalogEntry>& releases) {
  std::vector<std::string> products;
  products.reserve(releases.size());
  for (const auto& release : releases) products.push_back(release.product);
  return products;
}

}  // namespace switchback
