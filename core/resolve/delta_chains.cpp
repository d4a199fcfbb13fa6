#include "core/resolve/delta_chains.hpp"

#include <algorithm>
#include <limits>

namespace switchback {

DeltaChains::DeltaChains(const ReleaseGraph& graph, const Version& from) {
  Layer first(graph.size());
  bool leads_on = false;
  for (std::size_t i = 0; i < graph.size(); ++i)
    for (const DeltaOffer& delta : graph.at(i).deltas) {
      if (delta.from != from) continue;
      if (!first[i] || delta.length < first[i]->bytes) first[i] = Step{delta.length, std::nullopt};
      leads_on = true;
    }
  layers_.push_back(std::move(first));
  if (!leads_on) return;
  const auto all = edges(graph);
  while (leads_on && layers_.size() < kMaxChain) {
    Layer next(graph.size());
    leads_on = extend(all, layers_.back(), next);
    layers_.push_back(std::move(next));
  }
}

std::vector<DeltaChains::Edge> DeltaChains::edges(const ReleaseGraph& graph) const {
  std::vector<Edge> found;
  for (std::size_t i = 0; i < graph.size(); ++i)
    for (const DeltaOffer& delta : graph.at(i).deltas)
      if (const auto from = graph.find(delta.from)) found.push_back({*from, i, delta.length});
  return found;
}

// True where any release is one delta further.
bool DeltaChains::extend(const std::vector<Edge>& edges, const Layer& before, Layer& next) {
  bool found = false;
  for (const Edge& edge : edges) {
    const auto& step = before[edge.from];
    if (!step || edge.length > std::numeric_limits<std::uint64_t>::max() - step->bytes) continue;
    auto& best = next[edge.to];
    if (best && best->bytes <= step->bytes + edge.length) continue;
    best = Step{step->bytes + edge.length, edge.from};
    found = true;
  }
  return found;
}

std::optional<DeltaChains::Chain> DeltaChains::to(std::size_t position) const {
  std::optional<std::size_t> best;
  for (std::size_t i = 0; i < layers_.size(); ++i)
    if (const auto& step = layers_[i][position];
        step && (!best || step->bytes < layers_[*best][position]->bytes))
      best = i;
  if (!best) return std::nullopt;
  Chain chain{layers_[*best][position]->bytes, {position}};
  for (std::size_t i = *best; i > 0; --i)
    chain.positions.push_back(*layers_[i][chain.positions.back()]->previous);
  std::reverse(chain.positions.begin(), chain.positions.end());
  return chain;
}

}  // namespace switchback
