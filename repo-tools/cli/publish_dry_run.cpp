#include "repo-tools/cli/publish_dry_run.hpp"

#include <fmt/format.h>

#include "base/terminal/exit_status.hpp"
#include "base/units.hpp"
#include "repo-tools/cli/removed_warning.hpp"
#include "repo-tools/delta/planned_deltas.hpp"
#include "repo-tools/draft/draft_store.hpp"
#include "repo-tools/publish/publishable_names.hpp"
#include "repo-tools/repository/release_catalog.hpp"

namespace switchback {

namespace {

std::string versions_text(const std::vector<Version>& versions) {
  std::string text;
  for (const auto& version : versions) text += (text.empty() ? "" : ", ") + version.text();
  return text;
}

}  // namespace

int run_publish_dry(Invocation& invocation, const PublishRequest& request) {
  const RepositoryPaths paths = invocation.paths();
  const RepositoryMetadata metadata = read_view(paths, request.products).metadata;
  require_publishable(metadata, request.names);
  warn_about_removed(invocation, metadata, request.names);
  if (!request.draft) require_no_draft(paths, request.names);
  std::vector<PreparedRelease> planned;
  for (const auto& source : request.sources) {
    const ReleaseText text = read_release_text(source);
    const TreeTotals totals = measure_tree(source.tree, invocation.stop());
    invocation.out().line(fmt::format(
        "would {} {} {}: {} files, {}", request.draft ? "draft" : "publish", source.product,
        source.version.text(), totals.files, format_size(totals.bytes)));
    PreparedRelease release = planned_release(source, text, request.prepare.now);
    const auto from = planned_deltas(paths, metadata, planned, release, request.deltas.count);
    if (!from.empty())
      invocation.out().line("with deltas, where they help, from " + versions_text(from));
    planned.push_back(std::move(release));
  }
  return kExitOk;
}

}  // namespace switchback
