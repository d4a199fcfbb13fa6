#include "repo-tools/cli/publish_dry_run.hpp"

#include <fmt/format.h>

#include "base/terminal/exit_status.hpp"
#include "base/units.hpp"
#include "repo-tools/cli/removed_warning.hpp"
#include "repo-tools/delta/planned_deltas.hpp"
#include "repo-tools/draft/draft_store.hpp"
#include "repo-tools/repository/release_catalog.hpp"

namespace switchback {

std::vector<ReleaseName> names_of(const std::vector<ReleaseSource>& sources) {
  std::vector<ReleaseName> names;
  names.reserve(sources.size());
  for (const auto& source : sources) names.push_back({source.product, source.version});
  return names;
}

std::set<std::string> products_of(const std::vector<ReleaseName>& names) {
  std::set<std::string> products;
  for (const auto& name : names) products.insert(name.product);
  return products;
}

namespace {

std::string versions_text(const std::vector<Version>& versions) {
  std::string text;
  for (const auto& version : versions) text += (text.empty() ? "" : ", ") + version.text();
  return text;
}

}  // namespace

int run_publish_dry(Invocation& invocation, const std::vector<ReleaseSource>& sources, bool draft,
                    std::size_t deltas_from) {
  const std::vector<ReleaseName> names = names_of(sources);
  const RepositoryPaths paths = invocation.paths();
  const RepositoryMetadata metadata = read_view(paths, products_of(names)).metadata;
  require_publishable(metadata, names);
  warn_about_removed(invocation, metadata, names);
  if (!draft) require_no_draft(paths, names);
  std::vector<PreparedRelease> planned;
  for (const auto& source : sources) {
    const ReleaseText text = read_release_text(source);
    const TreeTotals totals = measure_tree(source.tree, invocation.stop());
    invocation.out().line(fmt::format("would {} {} {}: {} files, {}", draft ? "draft" : "publish",
                                      source.product, source.version.text(), totals.files,
                                      format_size(totals.bytes)));
    PreparedRelease release = planned_release(source, text, now());
    const auto from = planned_deltas(paths, metadata, planned, release, deltas_from);
    if (!from.empty())
      invocation.out().line("with deltas, where they help, from " + versions_text(from));
    planned.push_back(std::move(release));
  }
  return kExitOk;
}

}  // namespace switchback
