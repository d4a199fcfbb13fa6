#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/errors.hpp"
#include "base/terminal/error_message.hpp"
#include "base/terminal/exit_status.hpp"
#include "base/terminal/program_options.hpp"
#include "base/terminal/table.hpp"
#include "base/units.hpp"
#include "manifest-schema/canonical_json.hpp"
#include "repo-tools/cli/commands.hpp"
#include "repo-tools/cli/product_choice.hpp"
#include "repo-tools/cli/release_json.hpp"
#include "repo-tools/cli/repository_options.hpp"
#include "repo-tools/cli/shown_drafts.hpp"
#include "repo-tools/draft/draft_store.hpp"
#include "repo-tools/publish/published_manifest.hpp"
#include "repo-tools/repository/metadata_reader.hpp"

namespace switchback {
namespace {

struct ShowOptions {
  std::string version;
  std::string product;
};

void print_json(Output& out, const CatalogEntry& release, const ReleaseManifest& manifest) {
  const nlohmann::json json = {{"schema", "switchback.show/1"},
                               {"release", release_json(release)},
                               {"manifest", parse_strict_json(encode_manifest(manifest))}};
  out.line(json.dump());
}

std::string delta_text(const DeltaReference& delta, const ReleaseManifest& manifest) {
  return fmt::format("from {}: {}, {:.1f} % of the bundle, sha256 {}", delta.offer.from.text(),
                     format_size(delta.offer.length),
                     100.0 * static_cast<double>(delta.offer.length) /
                         static_cast<double>(std::max<std::uint64_t>(manifest.bundle.length, 1)),
                     delta.offer.sha256.hex());
}

void print_text(Invocation& invocation, const CatalogEntry& release,
                const ReleaseManifest& manifest) {
  const Style style = invocation.out_style();
  Output& out = invocation.out();
  out.line(style.bold(release.product + " " + release.record.version.text()));
  std::vector<std::pair<std::string, std::string>> fields{
      {release.draft ? "drafted" : "published", format_timestamp(manifest.published)},
      {"channel", std::string(channel_name(channel_of(manifest.version.type)))},
      {"tree", std::to_string(manifest.tree.files) + " files, " + format_size(manifest.tree.bytes)},
      {"bundle", format_size(manifest.bundle.length) + ", sha256 " + manifest.bundle.sha256.hex()},
      {"index", format_size(manifest.index.length) + ", sha256 " + manifest.index.sha256.hex()}};
  for (const auto& delta : manifest.deltas)
    fields.emplace_back("delta", delta_text(delta, manifest));
  const std::string remarks = release_remarks(release);
  if (!remarks.empty()) fields.emplace_back("remarks", remarks);
  out.write(format_fields(fields, style));
  for (const auto& entry : manifest.changelog)
    out.line("  " + change_type_name(entry.type) + ": " + printable(entry.text));
}

struct Shown {
  CatalogEntry release;
  ReleaseManifest manifest;
};

Shown find_shown(Invocation& invocation, const Version& version, const std::string& given) {
  const RepositoryPaths paths = invocation.paths();
  const RepositoryMetadata metadata = read_visible_metadata(paths);
  const auto drafted = products_of(shown_drafts(invocation, metadata));
  const std::string product = chosen_product(metadata, given, drafted);
  if (const auto release = find_release(metadata, product, version))
    return {*release, read_manifest(paths, *release)};
  if (const auto draft = find_draft(paths, {product, version}))
    return {draft_entry(*draft), *draft};
  throw StateError("not-found", product + " " + version.text() + " is not published here",
                   "see `switchback-repo list`");
}

int run_show(Invocation& invocation, const ShowOptions& options) {
  const Version version = Version::from_argument(options.version);
  const Shown shown = find_shown(invocation, version, options.product);
  if (invocation.options.json)
    print_json(invocation.out(), shown.release, shown.manifest);
  else
    print_text(invocation, shown.release, shown.manifest);
  return kExitOk;
}

}  // namespace

void add_show_command(CLI::App& app, Invocation& invocation) {
  CLI::App* command = app.add_subcommand("show", "Show a release or draft");
  const auto options = std::make_shared<ShowOptions>();
  add_repository_options(*command, invocation);
  command->add_option("VERSION", options->version, "The release")->required();
  add_json_option(*command, invocation);
  command->add_option("--product", options->product, "The product, where there are several");
  do_when_chosen(*command, invocation,
                 [&invocation, options] { return run_show(invocation, *options); });
}

}  // namespace switchback
