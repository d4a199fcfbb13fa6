#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/terminal/exit_status.hpp"
#include "base/terminal/program_options.hpp"
#include "base/terminal/table.hpp"
#include "base/units.hpp"
#include "repo-tools/cli/commands.hpp"
#include "repo-tools/cli/product_choice.hpp"
#include "repo-tools/cli/release_json.hpp"
#include "repo-tools/cli/repository_options.hpp"
#include "repo-tools/repository/metadata_reader.hpp"

namespace switchback {
namespace {

// Newest version first.
std::vector<CatalogEntry> collect(const RepositoryMetadata& metadata, const std::string& product) {
  std::vector<std::string> products = products_of(metadata);
  if (!product.empty()) products = {chosen_product(metadata, product)};
  std::vector<CatalogEntry> releases;
  for (const auto& name : products) {
    auto of_product = releases_of(metadata, name);
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

void print_table(Invocation& invocation, const std::vector<CatalogEntry>& releases) {
  if (releases.empty()) return invocation.out().line("nothing has been published here yet");
  Table table({{"PRODUCT"},
               {"VERSION"},
               {"PUBLISHED"},
               {"BUNDLE", Align::right},
               {"TREE", Align::right},
               {"FILES", Align::right},
               {"REMARKS"}});
  for (const auto& release : releases) {
    const ReleaseSizes& sizes = release.record.sizes;
    table.add({release.product, release.record.version.text(),
               format_timestamp(release.record.published), format_size(sizes.bundle),
               format_size(sizes.tree), std::to_string(sizes.files),
               release_remarks(release.record)});
  }
  invocation.out().write(table.text(invocation.out_style()));
}

int run_list(Invocation& invocation, const std::string& product) {
  const auto releases = collect(read_visible_metadata(invocation.paths()), product);
  if (invocation.options.json)
    print_json(invocation.out(), releases);
  else
    print_table(invocation, releases);
  return kExitOk;
}

}  // namespace

void add_list_command(CLI::App& app, Invocation& invocation) {
  CLI::App* command = app.add_subcommand("list", "List the published releases, newest first");
  const auto product = std::make_shared<std::string>();
  add_repository_options(*command, invocation);
  add_json_option(*command, invocation);
  command->add_option("--product", *product, "Only this product");
  do_when_chosen(*command, invocation,
                 [&invocation, product] { return run_list(invocation, *product); });
}

}  // namespace switchback
