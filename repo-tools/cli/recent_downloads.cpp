#include "repo-tools/cli/recent_downloads.hpp"

#include "base/errors.hpp"
#include "repo-tools/publish/published_manifest.hpp"
#include "repo-tools/repository/release_catalog.hpp"

namespace switchback {
namespace {

constexpr std::size_t kRecentReleases = 5;

}  // namespace

std::vector<RecentDownload> recent_downloads(const RepositoryPaths& paths,
                                             const RepositoryMetadata& metadata,
                                             const ReleaseManifest& manifest) {
  std::vector<RecentDownload> downloads;
  const auto releases = releases_of(metadata, manifest.product);
  for (auto release = releases.rbegin();
       release != releases.rend() && downloads.size() < kRecentReleases; ++release) {
    const Version& from = release->record.version;
    if (from == manifest.version) continue;
    try {
      downloads.push_back({from, download_choice(paths, read_manifest(paths, *release), manifest)});
    } catch (const Error&) {
      continue;
    }
  }
  downloads.push_back({std::nullopt, {full_download(manifest), std::nullopt}});
  return downloads;
}

}  // namespace switchback
