#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/terminal/exit_status.hpp"
#include "base/terminal/program_options.hpp"
#include "repo-tools/cli/commands.hpp"
#include "repo-tools/cli/product_choice.hpp"
#include "repo-tools/cli/repository_options.hpp"
#include "repo-tools/report/graph_dot.hpp"
#include "repo-tools/report/graph_svg.hpp"
#include "repo-tools/repository/metadata_reader.hpp"

namespace switchback {
namespace {

using nlohmann::json;

struct GraphArguments {
  std::string product;
  std::string format = "dot";
};

template <typename Value>
json nullable(const std::optional<Value>& value) {
  return value ? json(*value) : json(nullptr);
}

json node_json(const ReleaseRecord& record) {
  json node = {{"version", record.version.text()},
               {"channel", channel_name(channel_of(record.version.type))},
               {"published", format_timestamp(record.published)},
               {"security", record.security},
               {"barrier", record.barrier},
               {"yanked", nullable(record.yanked)},
               {"dead_end", nullable(record.dead_end)},
               {"upgrades_from", nullable(record.upgrades_from)},
               {"min_version", nullptr},
               {"rollout", nullptr}};
  if (record.min_version) node["min_version"] = record.min_version->text();
  if (record.rollout)
    node["rollout"] = {{"percent", record.rollout->percent}, {"paused", record.rollout->paused}};
  return node;
}

std::string graph_json(const ReleaseGraph& graph) {
  json document = {{"schema", "switchback.graph/1"},
                   {"product", graph.product},
                   {"nodes", json::array()},
                   {"edges", json::array()}};
  for (const auto& release : graph.releases) document["nodes"].push_back(node_json(release.record));
  for (const auto& edge : graph.edges)
    document["edges"].push_back({{"from", graph.releases[edge.from].record.version.text()},
                                 {"to", graph.releases[edge.to].record.version.text()}});
  return document.dump() + "\n";
}

int run_graph(Invocation& invocation, const GraphArguments& arguments) {
  const RepositoryMetadata metadata = read_visible_metadata(invocation.paths());
  const std::string product = chosen_product(metadata, arguments.product);
  const ReleaseGraph graph = release_graph(product, releases_of(metadata, product));
  if (invocation.options.json || arguments.format == "json")
    invocation.out().write(graph_json(graph));
  else if (arguments.format == "svg")
    invocation.out().write(render_svg(graph_dot(graph), invocation.stop()));
  else
    invocation.out().write(graph_dot(graph));
  return kExitOk;
}

}  // namespace

void add_graph_command(CLI::App& app, Invocation& invocation) {
  CLI::App* command =
      app.add_subcommand("graph", "Draw the releases of a product and the upgrades between them");
  const auto arguments = std::make_shared<GraphArguments>();
  add_repository_options(*command, invocation);
  add_json_option(*command, invocation);
  command->add_option("--product", arguments->product, "The product, where there are several");
  command
      ->add_option("--format", arguments->format,
                   "dot (Graphviz's language), svg (drawn by Graphviz) or json")
      ->check(CLI::IsMember({"dot", "svg", "json"}))
      ->excludes(command->get_option("--json"));
  do_when_chosen(*command, invocation,
                 [&invocation, arguments] { return run_graph(invocation, *arguments); });
}

}  // namespace switchback
