#include "repo-tools/report/release_graph.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>

#include "manifest-schema/version_range.hpp"

namespace switchback {
namespace {

// The releases that can be reached from one.
class ReachSet {
 public:
  explicit ReachSet(std::size_t size) : words_((size + 63) / 64) {}

  bool contains(std::size_t i) const { return (words_[i / 64] >> (i % 64) & 1U) != 0; }
  void add(std::size_t i) { words_[i / 64] |= std::uint64_t{1} << (i % 64); }
  void add(const ReachSet& other) {
    for (std::size_t i = 0; i < words_.size(); ++i) words_[i] |= other.words_[i];
  }

 private:
  std::vector<std::uint64_t> words_;
};

// What a release says about who may move to it, parsed once. A range that this program cannot read
// admits nobody, as on a host.
struct Entrance {
  bool is_open = false;
  std::optional<VersionRange> range;
  bool admits(const Version& from) const { return is_open && (!range || range->contains(from)); }
};

Entrance entrance_of(const ReleaseRecord& record) {
  Entrance entrance;
  entrance.is_open = !record.yanked;
  if (!record.upgrades_from) return entrance;
  entrance.range = VersionRange::parse(*record.upgrades_from);
  entrance.is_open = entrance.is_open && entrance.range.has_value();
  return entrance;
}

// The barriers passed so far on the way up from a release.
class Barriers {
 public:
  void pass(const ReleaseRecord& record) {
    if (!record.barrier || record.yanked) return;
    lowest_ = std::max(lowest_, static_cast<int>(record.version.type));
  }
  // A barrier counts where the channel of the target sees it: stable sees barriers of type r only.
  bool stop(const ReleaseRecord& target) const {
    return lowest_ >= static_cast<int>(target.version.type);
  }
  bool stop_all() const { return lowest_ == static_cast<int>(ReleaseType::release); }

 private:
  int lowest_ = -1;
};

class Builder {
 public:
  explicit Builder(ReleaseGraph& graph) : graph_(graph) {
    for (const auto& release : graph.releases) entrances_.push_back(entrance_of(release.record));
    reach_.assign(graph.releases.size(), ReachSet(graph.releases.size()));
  }

  // From the newest down: what a successor reaches is known then.
  void run() {
    for (std::size_t from = graph_.releases.size(); from-- > 0;) add_successors(from);
    std::sort(graph_.edges.begin(), graph_.edges.end(), [](const auto& left, const auto& right) {
      return left.from != right.from ? left.from < right.from : left.to < right.to;
    });
  }

 private:
  // Ascending, so that every chain of moves to a release is known before the release is met.
  void add_successors(std::size_t from) {
    const ReleaseRecord& record = graph_.releases[from].record;
    if (record.dead_end) return;
    Barriers barriers;
    for (std::size_t to = from + 1; to < graph_.releases.size() && !barriers.stop_all(); ++to) {
      const ReleaseRecord& target = graph_.releases[to].record;
      if (!reach_[from].contains(to) && !barriers.stop(target) &&
          entrances_[to].admits(record.version)) {
        graph_.edges.push_back({from, to});
        reach_[from].add(to);
        reach_[from].add(reach_[to]);
      }
      barriers.pass(target);
    }
  }

  ReleaseGraph& graph_;
  std::vector<Entrance> entrances_;
  std::vector<ReachSet> reach_;
};

}  // namespace

ReleaseGraph release_graph(std::string product, std::vector<CatalogEntry> releases) {
  ReleaseGraph graph{std::move(product), std::move(releases), {}};
  std::sort(graph.releases.begin(), graph.releases.end(), [](const auto& left, const auto& right) {
    return left.record.version < right.record.version;
  });
  Builder(graph).run();
  return graph;
}

}  // namespace switchback
