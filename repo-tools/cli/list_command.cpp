#include <CLI/CLI.hpp>
#include <algorithm>
#include <iterator>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>

#include "base/terminal/exit_status.hpp"
#include "base/terminal/program_options.hpp"
#include "base/terminal/table.hpp"
#include "base/units.hpp"
#include "repo-tools/cli/commands.hpp"
#include "repo-tools/cli/product_choice.hpp"
#include "repo-tools/cli/release_json.hpp"
#include "repo-tools/cli/repository_options.hpp"
#include "repo-tools/cli/shown_drafts.hpp"
#include "repo-tools/repository/metadata_reader.hpp"

namespace switchback {
namespace {

// Newest version first.
std::vector<CatalogEntry> collect(const RepositoryMetadata& metadata,
                                  const std::vector<CatalogEntry>& drafts,
                                  const std::string& product) {
  const auto drafted = products_of(drafts);
  std::set<std::string> products(drafted.begin(), drafted.end());
  for (const auto& name : products_of(metadata)) products.insert(name);
  if (!product.empty()) products = {chosen_product(metadata, product, drafted)};
  std::vector<CatalogEntry> releases;
  for (const auto& name : products) {
    auto of_product = releases_of(metadata, name);
    std::copy_if(drafts.begin(), drafts.end(), std::back_inserter(of_product),
                 [&](const auto& draft) { return draft.product == name; });
    std::sort(of_product.begin(), of_product.end(), [](const auto& left, const auto& right) {
      return left.record.version > right.record.version;
    });
    releases.insert(releases.end(), of_product.begin(), of_product.end());
  }
  return releases;
}

void print_json(Output& out, const std::vector<CatalogEntry>& releases) {
  nlohmann::json json = {{"schema", "switchback.list/1"}, {"releases", nlohmann::json::array()}};
  for (const auto& release : releases) json["releases"].push_back(release_json(release));
  out.line(json.dump());
}

// "2, 14.1 KiB": their number and the bytes of all.
std::string deltas_text(const CatalogEntry& release) {
  std::uint64_t bytes = 0;
  for (const auto& delta : release.record.deltas) bytes += delta.length;
  const std::size_t count = release.record.deltas.size();
  return count == 0 ? "" : std::to_string(count) + ", " + format_size(bytes);
}

void print_table(Invocation& invocation, const std::vector<CatalogEntry>& releases) {
  if (releases.empty()) return invocation.out().line("nothing has been published here yet");
  Table table({{"PRODUCT"},
               {"VERSION"},
               {"PUBLISHED"},
               {"BUNDLE", Align::right},
               {"TREE", Align::right},
               {"FILES", Align::right},
               {"DELTAS", Align::right},
               {"REMARKS"}});
  for (const auto& release : releases) {
    const ReleaseSizes& sizes = release.record.sizes;
    table.add({release.product, release.record.version.text(),
               format_timestamp(release.record.published), format_size(sizes.bundle),
               format_size(sizes.tree), std::to_string(sizes.files), deltas_text(release),
               release_remarks(release)});
  }
  invocation.out().write(table.text(invocation.out_style()));
}

int run_list(Invocation& invocation, const std::string& product) {
  const RepositoryMetadata metadata = read_visible_metadata(invocation.paths());
  const auto releases = collect(metadata, shown_drafts(invocation, metadata), product);
  if (invocation.options.json)
    print_json(invocation.out(), releases);
  else
    print_table(invocation, releases);
  return kExitOk;
}

}  // namespace

void add_list_command(CLI::App& app, Invocation& invocation) {
  CLI::App* command = app.add_subcommand("list", "List the releases and drafts, newest first");
  const auto product = std::make_shared<std::string>();
  add_repository_options(*command, invocation);
  add_json_option(*command, invocation);
  command->add_option("--product", *product, "Only this product");
  do_when_chosen(*command, invocation,
                 [&invocation, product] { return run_list(invocation, *product); });
}

}  // namespace switchback
