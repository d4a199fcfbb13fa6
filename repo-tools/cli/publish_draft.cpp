#include "repo-tools/cli/publish_draft.hpp"

#include "base/terminal/exit_status.hpp"
#include "repo-tools/cli/completed_run.hpp"
#include "repo-tools/cli/prepared_releases.hpp"
#include "repo-tools/cli/publish_json.hpp"
#include "repo-tools/cli/publish_report.hpp"
#include "repo-tools/cli/removed_warning.hpp"
#include "repo-tools/draft/draft_log.hpp"
#include "repo-tools/draft/draft_store.hpp"
#include "repo-tools/publish/publishable_names.hpp"
#include "repo-tools/repository/apply_transaction.hpp"
#include "repo-tools/repository/removed_versions.hpp"

namespace switchback {
namespace {

void keep(Invocation& invocation, const OpenRepository& repository, const PublishRequest& request,
          const std::vector<PreparedRelease>& releases) {
  for (const auto& release : releases)
    require_not_another(repository.view.metadata, release.manifest);
  for (const auto& release : releases) save_draft(repository.paths, release);
  const auto unlogged = log_drafts(repository.paths, "draft", request.names, request.prepare.now);
  if (unlogged) invocation.warn(*unlogged);
}

void tell(Invocation& invocation, const PreparedReleases& prepared) {
  invocation.clear_progress();
  PublishAnswer answer;
  answer.outcome = "drafted";
  for (std::size_t i = 0; i < prepared.releases.size(); ++i) {
    const PreparedRelease& release = prepared.releases[i];
    if (invocation.options.json)
      answer.releases.push_back(
          {draft_entry(release.manifest), release.reused, prepared.deltas[i], {}});
    else
      print_release(invocation.out(), invocation.out_style(), "kept as a draft:", release.manifest);
  }
  if (invocation.options.json) print_json(invocation.out(), answer);
  tell_deltas(invocation, prepared.deltas);
}

}  // namespace

int run_publish_draft(Invocation& invocation, const PublishRequest& request) {
  const std::string operation = publish_operation(request.names);
  OpenRepository repository(invocation.paths(), operation, request.products);
  warn_about_completed(invocation, repository, operation);
  require_publishable(repository.view.metadata, request.names);
  warn_about_removed(invocation, repository.metadata(), request.names);
  const PreparedReleases prepared =
      prepare_all(invocation, repository, request.sources, request.prepare, request.deltas);
  keep(invocation, repository, request, prepared.releases);
  tell(invocation, prepared);
  invocation.conclude([&] { acknowledge_transaction(repository.paths); });
  return kExitOk;
}

}  // namespace switchback
