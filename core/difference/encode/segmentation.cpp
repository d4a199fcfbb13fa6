#include "core/difference/encode/segmentation.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "core/difference/encode/extended_matches.hpp"
#include "core/difference/encode/ways.hpp"

namespace switchback::difference {
namespace {

// In eighths of a bit.
constexpr std::int64_t kLiteral = 22, kDiffers = 72, kDiffersAgain = 40, kBegin = 32 * 8,
                       kBeginFar = 40 * 8, kEnd = 6 * 8;
constexpr std::size_t kAtOnce = 24;  // displacements considered for one byte

struct Lane {
  Way way;
  std::uint64_t end = 0;
  std::int64_t cost = 0;
  std::uint32_t stored = 0;  // number of `way`, 0: not stored yet
  bool differed = false;
};

class Search {
 public:
  Search(std::string_view old_file, std::string_view new_file) : old_(old_file), new_(new_file) {
    lanes_.push_back({});
  }

  std::vector<Copy> run(const std::vector<Copy>& candidates) {
    std::size_t next = 0;
    for (std::uint64_t at = 0; at < new_.size();) {
      retire(at);
      for (; next < candidates.size() && candidates[next].new_offset <= at; ++next)
        enter(candidates[next], at);
      const std::uint64_t limit =
          next < candidates.size() ? candidates[next].new_offset : new_.size();
      if (lanes_.size() == 1) {
        lanes_[0].cost += kLiteral * static_cast<std::int64_t>(limit - at);
        at = limit;
      } else {
        at = lanes_.size() == 2 && lanes_[1].cost + kEnd < lanes_[0].cost
                 ? alone(at, std::min(limit, lanes_[1].end))
                 : step(at);
      }
    }
    return ways_.copies(stored(lanes_[best()]), new_.size());
  }

 private:
  std::size_t best() const {
    std::size_t best = 0;
    for (std::size_t i = 1; i < lanes_.size(); ++i)
      if (lanes_[i].cost < lanes_[best].cost) best = i;
    return best;
  }
  std::uint32_t stored(Lane& lane) {
    if (lane.stored == 0) lane.stored = ways_.add(lane.way);
    return lane.stored;
  }
  // The lane goes on from another at `at`, which is cheaper.
  void turn(Lane& lane, std::size_t from, std::int64_t cost, std::uint64_t at) {
    lane.way.before = stored(lanes_[from]);
    lane.way.from = at;
    lane.cost = cost;
    lane.stored = 0;
    lane.differed = false;
  }
  void retire(std::uint64_t at) {
    for (std::size_t i = lanes_.size(); i-- > 1;) {
      if (lanes_[i].end > at) continue;
      if (lanes_[i].cost + kEnd < lanes_[0].cost) turn(lanes_[0], i, lanes_[i].cost + kEnd, at);
      // Others that stand at the same place may go on from it too.
      for (std::size_t k = 1; k < lanes_.size(); ++k)
        if (k != i && lanes_[k].end > at &&
            lanes_[i].cost + begin_cost(lanes_[i], lanes_[k]) < lanes_[k].cost)
          turn(lanes_[k], i, lanes_[i].cost + begin_cost(lanes_[i], lanes_[k]), at);
      lanes_.erase(lanes_.begin() + static_cast<std::ptrdiff_t>(i));
    }
  }
  static std::int64_t begin_cost(const Lane& from, const Lane& to) {
    if (!from.way.copies) return kBegin;
    const std::uint64_t shift = to.way.displacement - from.way.displacement;
    return shift + 4096 < 8192 ? kBegin : kBeginFar;
  }
  void enter(const Copy& copy, std::uint64_t at) {
    if (copy.new_end() <= at) return;
    if (lanes_.size() > kAtOnce) {
      const std::size_t kept = best();
      std::size_t worst = kept == 1 ? 2 : 1;
      for (std::size_t i = 1; i < lanes_.size(); ++i)
        if (i != kept && lanes_[i].end < lanes_[worst].end) worst = i;
      if (lanes_[worst].end > copy.new_end()) return;
      lanes_.erase(lanes_.begin() + static_cast<std::ptrdiff_t>(worst));
    }
    Lane lane;
    lane.way.displacement = copy.old_offset - copy.new_offset;
    lane.way.copies = true;
    lane.end = copy.new_end();
    lane.cost = std::numeric_limits<std::int64_t>::max() / 4;
    lanes_.push_back(lane);
    Lane& entered = lanes_.back();
    const std::size_t from = best();
    turn(entered, from, lanes_[from].cost + begin_cost(lanes_[from], entered), at);
  }
  bool differs(const Lane& lane, std::uint64_t at) const {
    return old_[at + lane.way.displacement] != new_[at];
  }

  // The one lane that copies, over bytes that are equal.
  std::uint64_t alone(std::uint64_t at, std::uint64_t limit) {
    const std::uint64_t begun = at;
    Lane& lane = lanes_[1];
    while (at < limit && !differs(lane, at)) ++at;
    if (at == begun) return step(at);
    lane.differed = false;
    turn(lanes_[0], 1, lane.cost + kEnd, at);
    return at;
  }
  std::uint64_t step(std::uint64_t at) {
    const std::size_t cheapest = best();
    const std::int64_t cost = lanes_[cheapest].cost;
    for (std::size_t i = 0; i < lanes_.size(); ++i) {
      if (i == cheapest) continue;
      const std::int64_t turned = cost + (i == 0 ? kEnd : begin_cost(lanes_[cheapest], lanes_[i]));
      if (turned < lanes_[i].cost) turn(lanes_[i], cheapest, turned, at);
    }
    lanes_[0].cost += kLiteral;
    for (std::size_t i = 1; i < lanes_.size(); ++i) {
      Lane& lane = lanes_[i];
      const bool different = differs(lane, at);
      if (different) lane.cost += lane.differed ? kDiffersAgain : kDiffers;
      lane.differed = different;
    }
    return at + 1;
  }

  std::string_view old_, new_;
  Ways ways_;
  std::vector<Lane> lanes_;  // the first is that of bytes that stand for themselves
};

}  // namespace

std::vector<Copy> choose_copies(std::string_view old_file, std::string_view new_file,
                                std::vector<Copy> matches) {
  return Search(old_file, new_file).run(extended_matches(old_file, new_file, std::move(matches)));
}

}  // namespace switchback::difference
