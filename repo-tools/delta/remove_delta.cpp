#include "repo-tools/delta/remove_delta.hpp"

#include <utility>

#include "repo-tools/delta/replace_manifest.hpp"
#include "repo-tools/publish/published_manifest.hpp"

namespace switchback {

std::string delta_removal_operation(const DeltaPair& pair) {
  return "remove delta " + pair.product + " " + pair.from.text() + " " + pair.to.text();
}

DeltaRemovalPlan plan_delta_removal(const RepositoryPaths& paths,
                                    const RepositoryMetadata& metadata, const DeltaPair& pair) {
  DeltaRemovalPlan plan{visible_release(metadata, pair.product, pair.to), {}, std::nullopt};
  plan.manifest = read_manifest(paths, plan.to);
  std::erase_if(plan.manifest.deltas, [&](const DeltaReference& delta) {
    if (delta.offer.from != pair.from) return false;
    plan.delta = delta.offer;
    return true;
  });
  return plan;
}

RemovedDelta remove_delta(OpenRepository& repository, const std::function<KeyFolder()>& keys,
                          const DeltaPair& pair, const DeltaRemovalPlan& plan,
                          const PublishOptions& options) {
  RemovedDelta removed;
  removed.delta = plan.delta;
  if (!plan.delta) {
    const bool was_removed =
        repository.completed && repository.completed->operation == delta_removal_operation(pair);
    removed.outcome =
        was_removed ? DeltaRemovalOutcome::completed_interrupted : DeltaRemovalOutcome::absent;
    return removed;
  }
  KeyFolder folder = keys();
  auto replaced =
      replace_manifest(repository, folder, plan.to, plan.manifest, delta_removal_operation(pair),
                       repository.view.pending.files, options);
  removed.visible = replaced.visible;
  removed.waiting = std::move(replaced.waiting);
  removed.warnings = std::move(replaced.warnings);
  return removed;
}

}  // namespace switchback
