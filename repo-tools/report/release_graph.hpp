// The releases of a product and the upgrades between neighbours: the version graph that hosts plan
// in, with every move left out that others imply. Pure.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "repo-tools/repository/release_catalog.hpp"

namespace switchback {

struct GraphEdge {
  std::size_t from = 0;  // in `releases`
  std::size_t to = 0;
};

struct ReleaseGraph {
  std::string product;
  std::vector<CatalogEntry> releases;  // by version
  std::vector<GraphEdge> edges;        // by both ends
};

// A host may move from one release to a newer one directly where that is not yanked, its
// upgrades_from admits the older one, the older one is no dead end, and no barrier that the newer
// one's channel sees stands between them. Of these moves an edge is one that no chain of others
// replaces. At most some MiB for 10,000 releases.
ReleaseGraph release_graph(std::string product, std::vector<CatalogEntry> releases);

}  // namespace switchback
