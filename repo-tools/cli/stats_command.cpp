#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/terminal/exit_status.hpp"
#include "base/terminal/program_options.hpp"
#include "base/terminal/table.hpp"
#include "base/units.hpp"
#include "repo-tools/cli/commands.hpp"
#include "repo-tools/cli/product_choice.hpp"
#include "repo-tools/cli/repository_options.hpp"
#include "repo-tools/report/repository_stats.hpp"
#include "repo-tools/repository/metadata_reader.hpp"

namespace switchback {
namespace {

using nlohmann::json;
using Fields = std::vector<std::pair<std::string, std::string>>;

json expiry_json(const RoleExpiry& expiry) {
  return {{"role", expiry.role}, {"expires", format_timestamp(expiry.expires)}};
}

json product_json(const ProductStats& stats) {
  json object = {{"product", stats.product},
                 {"releases", stats.releases},
                 {"yanked", stats.yanked},
                 {"channels", json::object()},
                 {"bundle_bytes", stats.bundle_bytes},
                 {"index_bytes", stats.index_bytes},
                 {"deltas", stats.deltas},
                 {"delta_bytes", stats.delta_bytes},
                 {"blobs", stats.blobs},
                 {"blob_bytes", stats.blob_bytes},
                 {"next_expiry", expiry_json(stats.next_expiry)}};
  for (const auto& [channel, of_channel] : stats.channels)
    object["channels"][std::string(channel_name(channel))] = {
        {"releases", of_channel.releases},
        {"newest", of_channel.newest ? json(of_channel.newest->text()) : json(nullptr)}};
  return object;
}

void print_json(Output& out, const RepositoryStats& stats) {
  json document = {{"schema", "switchback.stats/1"},
                   {"products", json::array()},
                   {"next_expiry", expiry_json(stats.next_expiry)}};
  for (const auto& product : stats.products) document["products"].push_back(product_json(product));
  out.line(document.dump());
}

std::string expiry_text(const RoleExpiry& expiry) {
  return format_timestamp(expiry.expires) + " (" + expiry.role + ")";
}

std::string releases_text(const ProductStats& stats) {
  std::string text = std::to_string(stats.releases);
  std::string parts;
  for (const auto& [channel, of_channel] : stats.channels)
    parts += fmt::format("{}{} {}", parts.empty() ? "" : ", ", of_channel.releases,
                         channel_name(channel));
  text += " (" + parts + ")";
  return stats.yanked == 0 ? text : text + fmt::format(", {} yanked", stats.yanked);
}

void print_product(Invocation& invocation, const ProductStats& stats) {
  const Style style = invocation.out_style();
  Fields fields{{"releases", releases_text(stats)}};
  for (const auto& [channel, of_channel] : stats.channels)
    fields.emplace_back("newest " + std::string(channel_name(channel)),
                        of_channel.newest ? of_channel.newest->text() : "none");
  fields.emplace_back("bundles", format_size(stats.bundle_bytes));
  fields.emplace_back("indexes", format_size(stats.index_bytes));
  fields.emplace_back("deltas",
                      fmt::format("{}, {}", stats.deltas, format_size(stats.delta_bytes)));
  fields.emplace_back("blobs", fmt::format("{}, {}", stats.blobs, format_size(stats.blob_bytes)));
  fields.emplace_back("next expiry", expiry_text(stats.next_expiry));
  invocation.out().line(style.bold(stats.product));
  invocation.out().write(format_fields(fields, style));
}

int run_stats(Invocation& invocation, const std::string& given) {
  const RepositoryPaths paths = invocation.paths();
  const RepositoryMetadata metadata = read_visible_metadata(paths);
  const std::string product = given.empty() ? given : chosen_product(metadata, given);
  const RepositoryStats stats = repository_stats(paths, metadata, product);
  if (invocation.options.json) {
    print_json(invocation.out(), stats);
    return kExitOk;
  }
  for (const auto& of_product : stats.products) print_product(invocation, of_product);
  if (stats.products.empty()) invocation.out().line("nothing has been published here yet");
  invocation.out().line("next expiry of all: " + expiry_text(stats.next_expiry));
  return kExitOk;
}

}  // namespace

void add_stats_command(CLI::App& app, Invocation& invocation) {
  CLI::App* command = app.add_subcommand("stats", "Figures about products and their releases");
  const auto product = std::make_shared<std::string>();
  add_repository_options(*command, invocation);
  add_json_option(*command, invocation);
  command->add_option("--product", *product, "Only this product");
  do_when_chosen(*command, invocation,
                 [&invocation, product] { return run_stats(invocation, *product); });
}

}  // namespace switchback
