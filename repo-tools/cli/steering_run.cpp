#include "repo-tools/cli/steering_run.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <set>

#include "base/errors.hpp"
#include "base/terminal/exit_status.hpp"
#include "repo-tools/cli/completed_run.hpp"
#include "repo-tools/cli/product_choice.hpp"
#include "repo-tools/cli/repository_options.hpp"
#include "repo-tools/cli/waiting_roles.hpp"
#include "repo-tools/draft/draft_store.hpp"
#include "repo-tools/repository/apply_transaction.hpp"
#include "repo-tools/steer/steer_release.hpp"

namespace switchback {
namespace {

// "demo 0r2 is now yanked: it leaks": `said` stands before what the record says, `taken_back`
// before what it says no more.
std::string sentence(const ReleaseName& name, const Steering& steering, const ReleaseRecord& after,
                     const char* said, const char* taken_back) {
  return fmt::format("{} {} {} {}", name.product, name.version.text(),
                     is_said(steering.aspect, after) ? said : taken_back,
                     describe(steering.aspect, after));
}

int run_dry(Invocation& invocation, const SteerOptions& options, const Version& version,
            const Steering& steering) {
  const RepositoryPaths paths = invocation.paths();
  Output& out = invocation.out();
  if (const auto transaction = read_transaction(paths))
    out.line("would complete the interrupted run: " + transaction->operation);
  const ReleaseName name{chosen_product(paths, options.product), version};
  const RepositoryMetadata metadata =
      read_view(paths, std::set<std::string>{name.product}).metadata;
  chosen_product(metadata, name.product);
  const SteerPlan plan = plan_steering(metadata, name, steering);
  if (plan.changes)
    out.line(sentence(name, steering, plan.after, "would be", "would no longer be"));
  else
    out.line("nothing to change: " + sentence(name, steering, plan.after, "is", "is not"));
  return kExitOk;
}

void tell(Invocation& invocation, const ReleaseName& name, const Steering& steering,
          const SteerResult& result) {
  const auto say = [&](const char* before, const char* said, const char* taken_back) {
    invocation.out().line(before + sentence(name, steering, result.record, said, taken_back));
  };
  if (result.outcome == SteerOutcome::completed_interrupted)
    invocation.out().line("completed the interrupted run");
  if (result.outcome == SteerOutcome::unchanged)
    say("nothing to change: ", "is", "is not");
  else if (result.visible)
    say("", "is now", "is no longer");
  else
    say("recorded, not yet visible: ", "will be", "will no longer be");
  for (const auto& warning : result.warnings) invocation.warn(warning);
  warn_about_waiting(invocation, result.waiting);
  if (!result.visible && result.waiting.empty())
    invocation.warn(
        fmt::format("{} has changes that wait for signatures: run `switchback-repo "
                    "refresh {}` where its keys are",
                    result.shard, invocation.paths().root().string()));
}

}  // namespace

void add_steer_options(CLI::App& command, Invocation& invocation, SteerOptions& options) {
  add_repository_options(command, invocation);
  add_keys_option(command, invocation);
  command.add_option("VERSION", options.version, "The release")->required();
  command.add_option("--product", options.product, "The product, where there are several");
  add_expires_option(command, options.expires);
}

namespace {

int steer_published(Invocation& invocation, const SteerOptions& options, const Version& version,
                    const Steering& steering) {
  const PublishOptions commit{lifetimes_of(options.expires), now()};
  if (invocation.options.dry_run) return run_dry(invocation, options, version, steering);
  const ReleaseName name{chosen_product(invocation.paths(), options.product), version};
  const std::string operation = steer_operation(name, steering);
  OpenRepository repository(invocation.paths(), operation, std::set<std::string>{name.product});
  warn_about_completed(invocation, repository, operation);
  chosen_product(repository.metadata(), name.product);
  const SteerResult result = steer_release(
      repository, [&] { return invocation.unlocked_keys(); }, name, steering, commit);
  tell(invocation, name, steering, result);
  invocation.conclude([&] { acknowledge_transaction(repository.paths); });
  return kExitOk;
}

std::string next_step_for_draft(SteeredAspect aspect, const std::string& version) {
  if (aspect == SteeredAspect::yank) return "remove it: `switchback-repo remove " + version + "`";
  const std::string release = "`switchback-repo release " + version;
  if (aspect == SteeredAspect::rollout)
    return "publish it with its rollout: " + release + " --percent N`, or --paused";
  return "publish it to no host yet: " + release + " --paused`; repeat this, then resume the " +
         "rollout";
}

// A draft has no record that could say it.
void refuse_draft(const RepositoryPaths& paths, const std::string& product, const Version& version,
                  SteeredAspect aspect) {
  for (const auto& draft : read_drafts(paths).drafts)
    if (draft.version == version && (product.empty() || draft.product == product))
      throw StateError("not-found",
                       draft.product + " " + version.text() + " is a draft, not published",
                       next_step_for_draft(aspect, version.text()));
}

}  // namespace

int run_steering(Invocation& invocation, const SteerOptions& options, const Steering& steering) {
  const Version version = Version::from_argument(options.version);
  try {
    return steer_published(invocation, options, version, steering);
  } catch (const StateError& error) {
    if (error.code() == "not-found")
      refuse_draft(invocation.paths(), options.product, version, steering.aspect);
    throw;
  }
}

}  // namespace switchback
