#include "repo-tools/report/graph_dot.hpp"

#include <fmt/format.h>

namespace switchback {
namespace {

constexpr std::string_view kLineBreak = "\\n";  // in a quoted string of the language

// Inside quotes: what a release says about itself must not end them.
std::string escaped(const std::string& text) {
  std::string result;
  for (const char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    const auto byte = static_cast<unsigned char>(c);
    result += byte < 0x20 || byte == 0x7f ? '?' : c;
  }
  return result;
}

std::string label_of(const ReleaseRecord& record) {
  std::string label = record.version.text();
  const auto add = [&](const std::string& line) {
    label += kLineBreak;
    label += escaped(line);
  };
  add(std::string(channel_name(channel_of(record.version.type))));
  if (record.security) add("security");
  if (record.barrier) add("barrier");
  if (record.rollout)
    add(fmt::format("rollout {} %{}", record.rollout->percent,
                    record.rollout->paused ? ", paused" : ""));
  if (record.upgrades_from) add("from " + *record.upgrades_from);
  if (record.yanked) add("yanked: " + *record.yanked);
  if (record.dead_end) add("dead end: " + *record.dead_end);
  return label;
}

std::string_view fill_of(ReleaseType type) {
  if (type == ReleaseType::release) return "#d8f0d8";
  return type == ReleaseType::beta ? "#fff2cc" : "#eeeeee";
}

std::string node_of(const ReleaseRecord& record) {
  std::string attributes =
      fmt::format("label=\"{}\", fillcolor=\"{}\"", label_of(record), fill_of(record.version.type));
  if (record.barrier) attributes += ", peripheries=2";
  if (record.yanked || record.dead_end) attributes += ", color=\"#b00020\"";
  if (record.yanked) attributes += ", style=\"filled,dashed\"";
  if (record.security) attributes += ", penwidth=2";
  return fmt::format("  \"{}\" [{}];\n", record.version.text(), attributes);
}

}  // namespace

std::string graph_dot(const ReleaseGraph& graph) {
  std::string text = fmt::format("digraph \"{}\" {{\n", graph.product);
  text += "  rankdir=LR;\n  node [shape=box, style=filled, fontname=\"sans-serif\"];\n";
  for (const auto& release : graph.releases) text += node_of(release.record);
  for (const auto& edge : graph.edges)
    text += fmt::format("  \"{}\" -> \"{}\";\n", graph.releases[edge.from].record.version.text(),
                        graph.releases[edge.to].record.version.text());
  return text + "}\n";
}

}  // namespace switchback
