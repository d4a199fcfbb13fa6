#include "repo-tools/steer/steer_release.hpp"

#include <algorithm>
#include <utility>

#include "base/errors.hpp"
#include "repo-tools/repository/edited_record.hpp"

namespace switchback {
namespace {

void apply(RepositoryMetadata& metadata, const SteerPlan& plan) {
  TargetsRole& shard = metadata.role(plan.release.shard.role);
  tuf::TargetFile& target = shard.content.targets.at(plan.release.target_path);
  target.custom = edited_record(target.custom, plan.after);
  shard.edit();
}

CommitRequest request_of(const OpenRepository& repository, const std::string& operation,
                         const SteerPlan& plan, const PublishOptions& options) {
  CommitRequest request;
  request.operation = operation;
  request.identity = Sha256::of(encode_release_record(plan.after)).hex();
  request.files = repository.view.pending.files;
  request.lifetimes = options.lifetimes;
  request.now = options.now;
  return request;
}

}  // namespace

std::string steer_operation(const ReleaseName& name, const Steering& steering) {
  return aspect_name(steering.aspect) + " " + name.product + " " + name.version.text() +
         (steering.detail.empty() ? "" : " " + steering.detail);
}

SteerPlan plan_steering(const RepositoryMetadata& metadata, const ReleaseName& name,
                        const Steering& steering) {
  auto release = find_release(metadata, name.product, name.version);
  if (!release)
    throw StateError("not-found", name.product + " " + name.version.text() + " is not published",
                     "see `switchback-repo list`");
  SteerPlan plan{std::move(*release), {}, false, false};
  plan.after = plan.release.record;
  steering.edit(plan.after);
  plan.changes = plan.after != plan.release.record;
  plan.waits = metadata.role(plan.release.shard.role).changed;
  return plan;
}

SteerResult steer_release(OpenRepository& repository, const std::function<KeyFolder()>& keys,
                          const ReleaseName& name, const Steering& steering,
                          const PublishOptions& options) {
  const SteerPlan plan = plan_steering(repository.metadata(), name, steering);
  const std::string operation = steer_operation(name, steering);
  SteerResult result{
      SteerOutcome::unchanged, plan.release.shard.role, plan.after, !plan.waits, {}, {}};
  if (!plan.changes) {
    if (repository.completed && repository.completed->operation == operation)
      result.outcome = SteerOutcome::completed_interrupted;
    return result;
  }
  KeyFolder folder = keys();
  SignerPool signers(folder);
  apply(repository.metadata(), plan);
  CommitResult committed =
      commit_changes(repository.paths, repository.staging, repository.metadata(), signers,
                     request_of(repository, operation, plan, options));
  result.outcome = SteerOutcome::changed;
  result.visible = std::count(committed.visible.begin(), committed.visible.end(), result.shard) > 0;
  result.waiting = std::move(committed.waiting);
  result.warnings = std::move(committed.warnings);
  return result;
}

}  // namespace switchback
