#include "repo-tools/delta/older_releases.hpp"

#include <utility>

#include "repo-tools/publish/published_manifest.hpp"

namespace switchback {

OlderReleases::OlderReleases(const RepositoryPaths& paths, const RepositoryMetadata& metadata,
                             const std::vector<PreparedRelease>& earlier,
                             const std::string& product)
    : paths_(paths) {
  for (auto& entry : releases_of(metadata, product)) {
    if (!entry.visible) continue;
    records_.push_back(entry.record);
    published_.push_back(std::move(entry));
  }
  for (const auto& release : earlier) {
    if (release.manifest.product != product) continue;
    records_.push_back(record_of(release.manifest));
    staged_.push_back(&release);
  }
}

const PreparedRelease* OlderReleases::staged(std::size_t position) const {
  return position < published_.size() ? nullptr : staged_[position - published_.size()];
}

ReleaseManifest OlderReleases::manifest(std::size_t position) const {
  if (const auto* release = staged(position)) return release->manifest;
  return read_manifest(paths_, published_[position]);
}

ReleaseFiles OlderReleases::files(std::size_t position, const ReleaseManifest& manifest) const {
  if (const auto* release = staged(position))
    return {release->bundle, release->index, manifest.index};
  return published_files(paths_, manifest);
}

}  // namespace switchback
