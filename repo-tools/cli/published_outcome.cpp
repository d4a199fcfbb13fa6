#include "repo-tools/cli/published_outcome.hpp"

#include <map>
#include <string>

#include "repo-tools/cli/publish_report.hpp"
#include "repo-tools/cli/waiting_roles.hpp"
#include "repo-tools/publish/published_manifest.hpp"
#include "repo-tools/steer/record_edits.hpp"

namespace switchback {

void tell_published(Invocation& invocation, const OpenRepository& repository,
                    const std::vector<ReleaseManifest>& manifests, const PublishResult& result) {
  invocation.clear_progress();
  if (result.outcome == PublishOutcome::completed_interrupted)
    invocation.out().line("completed the interrupted publication");
  const bool is_visible = result.outcome != PublishOutcome::waiting;
  std::map<std::string, Version> last;  // of each product
  for (const auto& manifest : manifests) last.insert_or_assign(manifest.product, manifest.version);
  for (auto manifest : manifests) {
    const auto& metadata = repository.view.metadata;
    const auto release = find_release(metadata, manifest.product, manifest.version);
    if (release && result.outcome == PublishOutcome::completed_interrupted)
      manifest.deltas = read_manifest(repository.paths, *release).deltas;
    const bool has_rollout = release && release->record.rollout;
    print_release(invocation.out(), invocation.out_style(),
                  is_visible ? "published" : "recorded, not yet visible:", manifest,
                  has_rollout ? describe(SteeredAspect::rollout, release->record) : "");
    if (is_visible && last.at(manifest.product) == manifest.version)
      print_downloads(invocation.out(), repository.paths, metadata, manifest);
  }
  for (const auto& warning : result.warnings) invocation.warn(warning);
  warn_about_waiting(invocation, result.waiting);
}

}  // namespace switchback
