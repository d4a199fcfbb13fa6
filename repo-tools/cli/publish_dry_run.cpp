#include "repo-tools/cli/publish_dry_run.hpp"

#include <fmt/format.h>

#include "base/terminal/exit_status.hpp"
#include "base/units.hpp"
#include "repo-tools/cli/publish_json.hpp"
#include "repo-tools/cli/removed_warning.hpp"
#include "repo-tools/delta/planned_deltas.hpp"
#include "repo-tools/draft/draft_store.hpp"
#include "repo-tools/publish/publishable_names.hpp"
#include "repo-tools/publish/returning_release.hpp"
#include "repo-tools/repository/release_catalog.hpp"

namespace switchback {

namespace {

std::vector<PreparedRelease> planned_releases(const RepositoryPaths& paths,
                                              const RepositoryMetadata& metadata,
                                              const PublishRequest& request) {
  std::vector<PreparedRelease> planned;
  for (const auto& source : request.sources) {
    const ReleaseText text = read_release_text(source);
    PreparedRelease release = planned_release(source, text, request.prepare.now);
    release.manifest.tree = measure_tree(source.tree, request.prepare.stop);
    release.manifest.deltas =
        planned_deltas(paths, metadata, planned, release, request.deltas.count);
    release.rollout = request.rollout;
    planned.push_back(std::move(release));
  }
  return planned;
}

void print_text(Output& out, const std::vector<PreparedRelease>& planned, bool draft) {
  for (const auto& release : planned) {
    const ReleaseManifest& manifest = release.manifest;
    out.line(fmt::format("would {} {} {}: {} files, {}", draft ? "draft" : "publish",
                         manifest.product, manifest.version.text(), manifest.tree.files,
                         format_size(manifest.tree.bytes)));
    std::string from;
    for (const auto& delta : manifest.deltas)
      from += (from.empty() ? "" : ", ") + delta.offer.from.text();
    if (!from.empty()) out.line("with deltas, where they help, from " + from);
  }
}

CatalogEntry planned_entry(const PreparedRelease& release, bool draft) {
  CatalogEntry entry;
  entry.product = release.manifest.product;
  entry.record = record_of(release.manifest, release.rollout);
  entry.target.custom = encode_release_record(entry.record);
  entry.draft = draft;
  return entry;
}

void print_planned_json(Output& out, const std::vector<PreparedRelease>& planned, bool draft) {
  PublishAnswer answer;
  answer.outcome = draft ? "would-draft" : "would-publish";
  answer.dry_run = true;
  for (const auto& release : planned)
    answer.releases.push_back({planned_entry(release, draft), std::nullopt, {}, {}});
  print_json(out, answer);
}

}  // namespace

int run_publish_dry(Invocation& invocation, const PublishRequest& request) {
  const RepositoryPaths paths = invocation.paths();
  const RepositoryMetadata metadata = read_view(paths, request.products).metadata;
  require_publishable(metadata, request.names);
  warn_about_removed(invocation, metadata, request.names);
  if (!request.draft) require_no_draft(paths, request.names);
  require_same_if_removed(paths, metadata, request.sources, request.prepare, invocation.progress());
  invocation.clear_progress();
  const auto planned = planned_releases(paths, metadata, request);
  if (invocation.options.json)
    print_planned_json(invocation.out(), planned, request.draft);
  else
    print_text(invocation.out(), planned, request.draft);
  return kExitOk;
}

}  // namespace switchback
