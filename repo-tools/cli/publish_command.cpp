#include <CLI/CLI.hpp>
#include <memory>

#include "base/terminal/exit_status.hpp"
#include "base/terminal/program_options.hpp"
#include "repo-tools/cli/commands.hpp"
#include "repo-tools/cli/completed_run.hpp"
#include "repo-tools/cli/prepared_releases.hpp"
#include "repo-tools/cli/publish_draft.hpp"
#include "repo-tools/cli/publish_dry_run.hpp"
#include "repo-tools/cli/publish_request.hpp"
#include "repo-tools/cli/published_outcome.hpp"
#include "repo-tools/cli/removed_warning.hpp"
#include "repo-tools/cli/repository_options.hpp"
#include "repo-tools/draft/draft_store.hpp"
#include "repo-tools/publish/completed_publication.hpp"
#include "repo-tools/publish/publishable_names.hpp"
#include "repo-tools/repository/apply_transaction.hpp"

namespace switchback {
namespace {

int run_publish_visibly(Invocation& invocation, const PublishRequest& request) {
  const std::string operation = publish_operation(request.names);
  OpenRepository repository(invocation.paths(), operation, request.products);
  warn_about_completed(invocation, repository, operation);
  require_publishable(repository, request.names);
  require_no_draft(repository.paths, request.names);
  warn_about_removed(invocation, repository.metadata(), request.names);
  KeyFolder keys = invocation.unlocked_keys();
  DeltaRequest deltas = request.deltas;
  // What is published already has its deltas.
  if (completes_publication(repository, request.names)) deltas.count = 0;
  PreparedReleases prepared =
      prepare_all(invocation, repository, request.sources, request.prepare, deltas);
  for (auto& release : prepared.releases) release.rollout = request.rollout;
  const PublishResult result =
      publish_releases(repository, keys, prepared.releases, request.publish);
  if (invocation.options.json)
    tell_published_as_json(invocation, repository, prepared, result);
  else
    tell_published(invocation, repository, manifests_of(prepared.releases), result);
  tell_deltas(invocation, prepared.deltas);
  invocation.conclude([&] { acknowledge_transaction(repository.paths); });
  return kExitOk;
}

int run_publish(Invocation& invocation, const PublishArguments& arguments) {
  const PublishRequest request = publish_request(invocation, arguments);
  if (invocation.options.dry_run) return run_publish_dry(invocation, request);
  if (request.draft) return run_publish_draft(invocation, request);
  return run_publish_visibly(invocation, request);
}

}  // namespace

void add_publish_command(CLI::App& app, Invocation& invocation) {
  CLI::App* command = app.add_subcommand("publish", "Publish a folder as a signed release");
  const auto arguments = std::make_shared<PublishArguments>();
  add_repository_options(*command, invocation);
  add_keys_option(*command, invocation);
  add_json_option(*command, invocation);
  add_publish_arguments(*command, *arguments);
  do_when_chosen(*command, invocation,
                 [&invocation, arguments] { return run_publish(invocation, *arguments); });
}

}  // namespace switchback
