#include "repo-tools/cli/published_outcome.hpp"

#include <algorithm>
#include <utility>

#include "repo-tools/cli/publish_json.hpp"
#include "repo-tools/cli/publish_report.hpp"
#include "repo-tools/cli/recent_downloads.hpp"
#include "repo-tools/cli/waiting_roles.hpp"
#include "repo-tools/publish/published_manifest.hpp"
#include "repo-tools/steer/record_edits.hpp"

namespace switchback {

namespace {

bool is_visible(const PublishResult& result) {
  return result.outcome != PublishOutcome::waiting;
}

// With the deltas of the run that published it: one that only completes it makes none.
ReleaseManifest as_published(const OpenRepository& repository, ReleaseManifest manifest,
                             const PublishResult& result) {
  if (result.outcome != PublishOutcome::completed_interrupted) return manifest;
  const auto release = find_release(repository.view.metadata, manifest.product, manifest.version);
  if (release) manifest.deltas = read_manifest(repository.paths, *release).deltas;
  return manifest;
}

// Of the last release of each product.
std::vector<RecentDownload> downloads_of(const OpenRepository& repository,
                                         const std::vector<ReleaseManifest>& manifests,
                                         const ReleaseManifest& manifest,
                                         const PublishResult& result) {
  const auto last = std::find_if(manifests.rbegin(), manifests.rend(), [&](const auto& other) {
    return other.product == manifest.product;
  });
  if (!is_visible(result) || last->version != manifest.version) return {};
  return recent_downloads(repository.paths, repository.view.metadata, manifest);
}

void warn_about(Invocation& invocation, const PublishResult& result) {
  for (const auto& warning : result.warnings) invocation.warn(warning);
  warn_about_waiting(invocation, result.waiting);
}

}  // namespace

void tell_published(Invocation& invocation, const OpenRepository& repository,
                    const std::vector<ReleaseManifest>& manifests, const PublishResult& result) {
  invocation.clear_progress();
  if (result.outcome == PublishOutcome::completed_interrupted)
    invocation.out().line("completed the interrupted publication");
  for (const auto& prepared : manifests) {
    const ReleaseManifest manifest = as_published(repository, prepared, result);
    const auto release = find_release(repository.view.metadata, manifest.product, manifest.version);
    const bool has_rollout = release && release->record.rollout;
    print_release(invocation.out(), invocation.out_style(),
                  is_visible(result) ? "published" : "recorded, not yet visible:", manifest,
                  has_rollout ? describe(SteeredAspect::rollout, release->record) : "");
    const auto downloads = downloads_of(repository, manifests, manifest, result);
    if (!downloads.empty()) print_downloads(invocation.out(), downloads);
  }
  warn_about(invocation, result);
}

void tell_published_as_json(Invocation& invocation, const OpenRepository& repository,
                            const PreparedReleases& prepared, const PublishResult& result) {
  invocation.clear_progress();
  PublishAnswer answer;
  answer.outcome = result.outcome == PublishOutcome::completed_interrupted ? "completed-interrupted"
                                                                           : "published";
  answer.visible = is_visible(result);
  answer.waiting = result.waiting;
  const std::vector<ReleaseManifest> manifests = manifests_of(prepared.releases);
  for (std::size_t i = 0; i < manifests.size(); ++i) {
    const ReleaseManifest manifest = as_published(repository, manifests[i], result);
    const auto release = find_release(repository.view.metadata, manifest.product, manifest.version);
    answer.releases.push_back({release.value(), prepared.releases[i].reused, prepared.deltas[i],
                               downloads_of(repository, manifests, manifest, result)});
  }
  print_json(invocation.out(), answer);
  warn_about(invocation, result);
}

std::vector<ReleaseManifest> manifests_of(const std::vector<PreparedRelease>& releases) {
  std::vector<ReleaseManifest> manifests;
  manifests.reserve(releases.size());
  for (const auto& release : releases) manifests.push_back(release.manifest);
  return manifests;
}

}  // namespace switchback
