#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "base/errors.hpp"
#include "base/terminal/exit_status.hpp"
#include "base/terminal/program_options.hpp"
#include "base/units.hpp"
#include "repo-tools/cli/commands.hpp"
#include "repo-tools/cli/completed_run.hpp"
#include "repo-tools/cli/first_rollout.hpp"
#include "repo-tools/cli/published_outcome.hpp"
#include "repo-tools/cli/repository_options.hpp"
#include "repo-tools/cli/shown_drafts.hpp"
#include "repo-tools/cli/steering_run.hpp"
#include "repo-tools/draft/draft_store.hpp"
#include "repo-tools/draft/release_draft.hpp"
#include "repo-tools/publish/publishable_names.hpp"
#include "repo-tools/repository/apply_transaction.hpp"
#include "repo-tools/repository/removed_versions.hpp"

namespace switchback {
namespace {

struct ReleaseOptions : SteerOptions {
  FirstRolloutOptions rollout;
};

ReleaseName name_of(Invocation& invocation, const RepositoryMetadata& metadata,
                    const SteerOptions& options) {
  return {product_of_draft(invocation, metadata, options.product),
          Version::from_argument(options.version)};
}

void tell_released_before(Invocation& invocation, const ReleaseName& name, bool visible) {
  invocation.out().line(
      fmt::format("nothing to release: {} {} {}", name.product, name.version.text(),
                  visible ? "is published already" : "waits for signatures (see `refresh`)"));
}

int run_dry(Invocation& invocation, const ReleaseOptions& options,
            const std::optional<Rollout>& rollout) {
  const RepositoryPaths paths = invocation.paths();
  const RepositoryMetadata metadata = read_view(paths).metadata;
  const ReleaseName name = name_of(invocation, metadata, options);
  const auto draft = draft_to_release(paths, metadata, name);
  if (const auto published = released_before(paths, metadata, name, draft)) {
    require_rollout(*published, rollout);
    tell_released_before(invocation, name, published->visible);
    return kExitOk;
  }
  if (!draft) refuse_missing_draft(name);
  require_publishable(metadata, {name});
  require_not_another(metadata, *draft);
  require_whole_draft(paths, *draft);
  invocation.out().line(fmt::format("would publish {} {}: {} files, {}", name.product,
                                    name.version.text(), draft->tree.files,
                                    format_size(draft->tree.bytes)));
  return kExitOk;
}

int run_release(Invocation& invocation, const ReleaseOptions& options) {
  const PublishOptions publish{lifetimes_of(options.expires), now()};
  const auto rollout = first_rollout_of(options.rollout);
  if (invocation.options.dry_run) return run_dry(invocation, options, rollout);
  OpenRepository repository(invocation.paths(), "release " + options.version);
  const ReleaseName name = name_of(invocation, repository.metadata(), options);
  warn_about_completed(invocation, repository, publish_operation({name}));
  const ReleasedDraft released = release_draft(
      repository, [&] { return invocation.unlocked_keys(); }, name, publish, rollout);
  if (released.was_published)
    tell_released_before(invocation, name, released.result.outcome != PublishOutcome::waiting);
  else
    tell_published(invocation, repository, {released.manifest}, released.result);
  invocation.conclude([&] { acknowledge_transaction(repository.paths); });
  return kExitOk;
}

}  // namespace

void add_release_command(CLI::App& app, Invocation& invocation) {
  CLI::App* command = app.add_subcommand("release", "Publish a draft");
  const auto options = std::make_shared<ReleaseOptions>();
  add_steer_options(*command, invocation, *options);
  add_first_rollout_options(*command, options->rollout);
  do_when_chosen(*command, invocation,
                 [&invocation, options] { return run_release(invocation, *options); });
}

}  // namespace switchback
