#include "repo-tools/delta/add_delta.hpp"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "base/errors.hpp"
#include "repo-tools/delta/make_delta.hpp"
#include "repo-tools/delta/replace_manifest.hpp"
#include "repo-tools/publish/published_manifest.hpp"
#include "repo-tools/repository/interrupted_deltas.hpp"
#include "repo-tools/repository/work_folder.hpp"

namespace switchback {
namespace {

std::optional<DeltaOffer> existing_delta(const ReleaseManifest& from, const ReleaseManifest& to) {
  for (const auto& delta : to.deltas)
    if (delta.offer.from == from.version && delta.from_list_sha256 == from.index.list_sha256)
      return delta.offer;
  return std::nullopt;
}

void require_place(const ReleaseManifest& to) {
  if (to.deltas.size() < kMaxDeltas) return;
  throw StateError("state",
                   to.product + " " + to.version.text() + " has " + std::to_string(kMaxDeltas) +
                       " deltas already, which is the most that hosts accept",
                   "hosts with other releases fetch frames");
}

MadeDelta made_delta(OpenRepository& repository, const DeltaPlan& plan, const DeltaOptions& making,
                     const std::filesystem::path& file) {
  const WorkFolder work(repository.paths);
  const auto tree_of = [&](const ReleaseManifest& manifest, const char* name) {
    return extract_release(published_files(repository.paths, manifest), work.path() / name,
                           making.stop);
  };
  const ReleaseTree old_tree = tree_of(plan.from_manifest, "old");
  const ReleaseTree new_tree = tree_of(plan.to_manifest, "new");
  return make_delta(repository.paths, plan.from_manifest.version, old_tree, new_tree, making, file);
}

// The delta that is to be added, its blob among `files`. One from a release with the same tree is
// the same delta.
std::optional<DeltaReference> obtain(OpenRepository& repository, const DeltaPlan& plan,
                                     const DeltaOptions& making, std::vector<ReleaseFile>& files,
                                     AddedDelta& added) {
  if (const auto* shared = delta_between(plan.from_manifest, plan.to_manifest)) {
    DeltaReference reference = *shared;
    reference.offer.from = plan.from_manifest.version;
    return reference;
  }
  const auto file = repository.staging.new_file("delta");
  const MadeDelta made = made_delta(repository, plan, making, file);
  added.delta = made.reference.offer;
  added.resumed_frames = made.resumed_frames;
  if (!made.is_worth_it) return std::nullopt;
  const DeltaOffer& offer = made.reference.offer;
  files.push_back({repository.staging.adopt(file, blob_path(plan.to.product, offer.sha256),
                                            offer.length, offer.sha256),
                   plan.to.shard.role});
  return made.reference;
}

// Nothing of the delta is left to be made.
void forget_work(const RepositoryPaths& paths, const DeltaPlan& plan, AddedDelta& added) {
  try {
    forget_frames(paths, plan.from_manifest.index.list_sha256, plan.to_manifest.index.list_sha256);
  } catch (const Error& error) {
    added.warnings.push_back(std::string(error.what()) + "; gc removes it");
  }
}

AddedDelta unchanged(const OpenRepository& repository, const DeltaPair& pair,
                     const DeltaPlan& plan) {
  AddedDelta added;
  added.frames = plan.frames;
  forget_work(repository.paths, plan, added);
  added.outcome = plan.same_tree ? DeltaOutcome::same_tree : DeltaOutcome::exists;
  if (!plan.delta) return added;
  added.delta = *plan.delta;
  added.visible = std::filesystem::exists(repository.paths.root() / manifest_path(plan.to));
  if (repository.completed && repository.completed->operation == delta_operation(pair))
    added.outcome = DeltaOutcome::completed_interrupted;
  return added;
}

}  // namespace

std::string delta_operation(const DeltaPair& pair) {
  return "delta " + pair.product + " " + pair.from.text() + " " + pair.to.text();
}

DeltaPlan plan_delta(const RepositoryPaths& paths, const RepositoryMetadata& metadata,
                     const DeltaPair& pair) {
  if (pair.from == pair.to)
    throw ConfigError("usage", "a delta leads from one release to another",
                      "name two versions, the older one first");
  const CatalogEntry from = visible_release(metadata, pair.product, pair.from);
  DeltaPlan plan{visible_release(metadata, pair.product, pair.to),
                 read_manifest(paths, from),
                 {},
                 {},
                 std::nullopt,
                 false};
  plan.to_manifest = read_manifest(paths, plan.to);
  plan.same_tree = plan.from_manifest.index.list_sha256 == plan.to_manifest.index.list_sha256;
  plan.delta = existing_delta(plan.from_manifest, plan.to_manifest);
  if (plan.is_due()) require_place(plan.to_manifest);
  plan.frames = estimate_download(paths, plan.from_manifest, plan.to_manifest);
  return plan;
}

AddedDelta add_delta(OpenRepository& repository, const std::function<KeyFolder()>& keys,
                     const DeltaPair& pair, const DeltaOptions& making,
                     const PublishOptions& options) {
  const DeltaPlan plan = plan_delta(repository.paths, repository.metadata(), pair);
  if (!plan.is_due()) return unchanged(repository, pair, plan);
  KeyFolder folder = keys();
  AddedDelta added;
  added.frames = plan.frames;
  std::vector<ReleaseFile> files = repository.view.pending.files;
  ReleaseManifest manifest = plan.to_manifest;
  const auto reference = obtain(repository, plan, making, files, added);
  if (!reference) {
    added.outcome = DeltaOutcome::not_smaller;
    forget_work(repository.paths, plan, added);
    return added;
  }
  added.delta = reference->offer;
  manifest.deltas.push_back(*reference);
  auto replaced = replace_manifest(repository, folder, plan.to, manifest, delta_operation(pair),
                                   std::move(files), options);
  added.visible = replaced.visible;
  added.waiting = std::move(replaced.waiting);
  added.warnings = std::move(replaced.warnings);
  forget_work(repository.paths, plan, added);
  return added;
}

}  // namespace switchback
