#include "repo-tools/cli/publish_report.hpp"

#include <fmt/format.h>

#include "base/errors.hpp"
#include "base/terminal/table.hpp"
#include "base/units.hpp"
#include "repo-tools/publish/download_estimate.hpp"
#include "repo-tools/publish/published_manifest.hpp"
#include "repo-tools/repository/release_catalog.hpp"

namespace switchback {
namespace {

constexpr std::size_t kRecentReleases = 5;

}  // namespace

void print_release(Output& out, const Style& style, const std::string& what,
                   const ReleaseManifest& manifest, const std::string& rollout) {
  out.line(fmt::format("{} {} {}", what, style.bold(manifest.product),
                       style.bold(manifest.version.text())));
  std::vector<std::pair<std::string, std::string>> fields = {
      {"tree", fmt::format("{} files, {}", manifest.tree.files, format_size(manifest.tree.bytes))},
      {"bundle", format_size(manifest.bundle.length)},
      {"index", format_size(manifest.index.length)}};
  for (const auto& delta : manifest.deltas)
    fields.emplace_back("delta", fmt::format("{} from {}", format_size(delta.offer.length),
                                             delta.offer.from.text()));
  if (!rollout.empty()) fields.emplace_back("rollout", rollout);
  out.write(format_fields(fields, style));
}

void print_downloads(Output& out, const RepositoryPaths& paths, const RepositoryMetadata& metadata,
                     const ReleaseManifest& manifest) {
  Table table({{"A HOST WITH"}, {"DOWNLOADS", Align::right}, {"REQUESTS", Align::right}, {"AS"}});
  const auto add = [&](const std::string& from, const DownloadEstimate& estimate,
                       const std::string& as) {
    table.add({from, format_size(estimate.bytes), std::to_string(estimate.requests), as});
  };
  const auto releases = releases_of(metadata, manifest.product);
  std::size_t shown = 0;
  for (auto release = releases.rbegin(); release != releases.rend() && shown < kRecentReleases;
       ++release) {
    if (release->record.version == manifest.version) continue;
    try {
      const auto choice = download_choice(paths, read_manifest(paths, *release), manifest);
      add(release->record.version.text(), choice.best(), describe(choice));
      ++shown;
    } catch (const Error&) {
      continue;
    }
  }
  add("nothing", full_download(manifest), "bundle");
  out.write(table.text(Style(false)));
}

}  // namespace switchback
