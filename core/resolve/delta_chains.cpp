#include "core/resolve/delta_chains.hpp"

#include <algorithm>
#include <limits>

#include "core/resolve/byte_margin.hpp"

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

std::optional<DeltaChains::Chain> DeltaChains::to(std::size_t position, std::uint64_t most) const {
  const Layer::value_type* shortest = nullptr;
  for (const Layer& layer : layers_)
    if (const auto& step = layer[position];
        step && (shortest == nullptr || step->bytes < (*shortest)->bytes))
      shortest = &step;
  if (shortest == nullptr || (*shortest)->bytes > most) return std::nullopt;
  const auto is_good = [&](const std::optional<Step>& step) {
    return step && step->bytes <= most &&
           differ_by_a_tenth_at_most(step->bytes, (*shortest)->bytes);
  };
  std::size_t best = 0;
  while (!is_good(layers_[best][position])) ++best;
  Chain chain{layers_[best][position]->bytes, {position}};
  for (std::size_t i = best; i > 0; --i)
    chain.positions.push_back(*layers_[i][chain.positions.back()]->previous);
  std::reverse(chain.positions.begin(), chain.positions.end());
  return chain;
}

}  // namespace switchback
