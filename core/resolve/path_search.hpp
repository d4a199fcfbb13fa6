// The cheapest ways upwards from what is installed, to every release above it.
#pragma once

#include <optional>
#include <vector>

#include "core/resolve/cheapest_stop.hpp"
#include "core/resolve/decision.hpp"
#include "core/resolve/delta_chains.hpp"
#include "core/resolve/release_graph.hpp"

namespace switchback {

// One update leads from one release to another where `upgrades_from` of the other admits it, no
// barrier lies between them and it is no dead end. A barrier is one for those who see it; a yanked
// one is none.
class PathSearch {
 public:
  PathSearch(const ReleaseGraph& graph, const HostFacts& host, const ResolveRequest& request);

  // Updates from the installed release to the one at `position`; nothing where no way leads there.
  // Without an installed release every one is one update away.
  std::optional<std::vector<Hop>> path_to(std::size_t position) const;
  // Of one update from the installed release, whether or not it is allowed; by deltas, one or
  // several, or by frames.
  PathCost cost_at_once(std::size_t position) const;
  bool reaches(std::size_t position) const { return ways_[position].has_value(); }
  // Why no way leads there. `detail` follows the reason's text in a refusal; `cause` is what keeps
  // the host from a barrier on the way.
  struct NoWay {
    Reason reason;
    std::string detail;
    Obstacle cause = Obstacle::no_path;
  };
  NoWay reason_against(std::size_t position) const;

 private:
  // The last update on the cheapest way: from a stop, or from what is installed.
  struct Way {
    PathCost cost;
    std::optional<std::size_t> previous;
  };

  void search();
  std::optional<Way> cheapest_way(std::size_t position, const CheapestStop& stops) const;
  std::optional<Way> way_from_stop(const ReleaseRecord& release, Span from,
                                   const CheapestStop& stops) const;
  bool is_barrier(std::size_t position) const;
  StopReason stop_reason(std::size_t position, std::size_t next) const;
  Hop hop_to(std::size_t position) const;

  const ReleaseGraph& graph_;
  const HostFacts& host_;
  const ResolveRequest& request_;
  std::size_t start_ = 0;                                    // first release above the installed
  std::vector<std::optional<Way>> ways_;                     // by position
  std::vector<std::optional<std::size_t>> barriers_before_;  // the last one above the installed
  std::vector<std::optional<std::size_t>> blocked_before_;   // the first one that cannot be passed
  const ReleaseRecord* installed_ = nullptr;
  std::optional<DeltaChains> chains_;  // from what is installed
};

}  // namespace switchback
