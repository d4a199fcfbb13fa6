#include "repo-tools/publish/previous_bundles.hpp"

#include <algorithm>

#include "base/errors.hpp"
#include "repo-tools/publish/completed_publication.hpp"
#include "repo-tools/publish/published_manifest.hpp"

namespace switchback {
namespace {

std::shared_ptr<const PreviousBundle> open_bundle(const RepositoryPaths& paths,
                                                  const CatalogEntry& release) {
  try {
    const ReleaseManifest manifest = read_manifest(paths, release);
    return std::make_shared<PreviousBundle>(
        paths.root() / blob_path(release.product, manifest.bundle.sha256),
        paths.root() / blob_path(release.product, manifest.index.sha256), manifest.index);
  } catch (const Error&) {
    return nullptr;
  }
}

}  // namespace

PreviousBundles::PreviousBundles(const OpenRepository& repository,
                                 std::vector<ReleaseName> published)
    : PreviousBundles(repository.paths, repository.view.metadata, std::move(published)) {
  if (completes_publication(repository, published_)) repeated_ = &*repository.completed;
}

std::optional<CatalogEntry> PreviousBundles::entry_below(const ReleaseName& release) const {
  if (repeated_ == nullptr) return nearest_below(release);
  const auto recorded = repeated_->previous.find(text_of(release));
  if (recorded == repeated_->previous.end()) return nearest_below(release);
  if (!recorded->second) return std::nullopt;
  const auto version = Version::parse(*recorded->second);
  return version ? find_release(metadata_, release.product, *version) : std::nullopt;
}

std::optional<Version> PreviousBundles::version_below(const ReleaseName& release) const {
  const auto entry = entry_below(release);
  return entry ? std::optional(entry->record.version) : std::nullopt;
}

std::optional<CatalogEntry> PreviousBundles::nearest_below(const ReleaseName& release) const {
  std::optional<CatalogEntry> nearest;
  for (const auto& candidate : releases_of(metadata_, release.product)) {
    const ReleaseName name{candidate.product, candidate.record.version};
    const bool is_ours = std::find(published_.begin(), published_.end(), name) != published_.end();
    if (!candidate.visible || is_ours || !(name.version < release.version)) continue;
    if (!nearest || nearest->record.version < name.version) nearest = candidate;
  }
  return nearest;
}

std::shared_ptr<const PreviousBundle> PreviousBundles::below(const ReleaseName& release) {
  const auto nearest = entry_below(release);
  if (!nearest) return nullptr;
  const auto [found, is_new] = found_.try_emplace({nearest->product, nearest->record.version});
  if (is_new) found->second = open_bundle(paths_, *nearest);
  return found->second;
}

}  // namespace switchback
