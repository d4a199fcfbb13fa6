#include "repo-tools/cli/publish_report.hpp"

#include <fmt/format.h>

#include "base/terminal/table.hpp"
#include "base/units.hpp"

namespace switchback {
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

void print_downloads(Output& out, const std::vector<RecentDownload>& downloads) {
  Table table({{"A HOST WITH"}, {"DOWNLOADS", Align::right}, {"REQUESTS", Align::right}, {"AS"}});
  for (const auto& [from, choice] : downloads)
    table.add({from ? from->text() : "nothing", format_size(choice.best().bytes),
               std::to_string(choice.best().requests), from ? describe(choice) : "bundle"});
  out.write(table.text(Style(false)));
}

}  // namespace switchback
