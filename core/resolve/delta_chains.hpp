// The best ways by deltas alone: each makes from one release the next, none of those between is
// ever installed. So neither barriers nor `upgrades_from` count here, and a release that nobody may
// have any more is as good as others while the repository has it.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

#include "core/resolve/release_graph.hpp"

namespace switchback {

// A host reads and writes what each of them makes.
inline constexpr std::size_t kMaxChain = 8;

class DeltaChains {
 public:
  // From `from`, which need not be in the graph. `graph` must outlive this object.
  DeltaChains(const ReleaseGraph& graph, const Version& from);

  struct Chain {
    std::uint64_t bytes = 0;             // of all deltas
    std::vector<std::size_t> positions;  // of the releases that they lead to, in order
  };
  // Of those within a tenth of the fewest bytes the one with the fewest deltas, of at most `most`
  // bytes; nothing where none leads there.
  std::optional<Chain> to(std::size_t position,
                          std::uint64_t most = std::numeric_limits<std::uint64_t>::max()) const;

 private:
  struct Step {
    std::uint64_t bytes = 0;
    std::optional<std::size_t> previous;  // nothing: the first delta
  };
  using Layer = std::vector<std::optional<Step>>;  // by position
  struct Edge {
    std::size_t from;
    std::size_t to;
    std::uint64_t length;
  };
  std::vector<Edge> edges(const ReleaseGraph& graph) const;
  static bool extend(const std::vector<Edge>& edges, const Layer& before, Layer& next);

  std::vector<Layer> layers_;  // by the number of deltas, less one
};

}  // namespace switchback
