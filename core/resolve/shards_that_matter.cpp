#include "core/resolve/shards_that_matter.hpp"

#include <algorithm>
#include <set>

#include "core/resolve/resolve.hpp"

namespace switchback {
namespace {

using Found = std::optional<Version>;

// How high a version that `channel` sees could be in the shard.
Found highest_in_channel(const ShardRange& range, Channel channel) {
  Found highest;
  for (const auto& [type, version] : range.highest)
    if (channel_sees(channel, type)) highest = std::max(highest, Found(version));
  return highest;
}

class Question {
 public:
  Question(const ReleaseGraph& graph, const HostFacts& host, const ResolveRequest& request)
      : graph_(graph),
        host_(host),
        request_(request),
        down_(host.installed && request.move == Move::downgrade),
        floor_(std::max(version_floor(graph, host.installed), host.min_version)) {
    const Decision decision = resolve(graph, host, request);
    for (const auto& candidate : decision.candidates)
      if (candidate.chosen) chosen_ = candidate.version;
  }

  // What is installed (a dead end? yanked?), what was asked for by name, and upwards everything
  // above what is installed: a target, a stop or a barrier. Where one update leads anywhere, the
  // releases that would be chosen instead.
  bool concerns(const ShardRange& range) const {
    if (host_.installed && spans(range, *host_.installed)) return true;
    if (request_.to && spans(range, *request_.to)) return true;
    if (host_.installed && !down_) return *host_.installed < highest_of(range);
    return chosen_ && may_be_chosen(range) && *chosen_ <= highest_of(range);
  }

  // The following are about one release, wherever it is: of the shards that could have it the one
  // with the highest figure is read first, because the others may then not matter.

  Found instead_of_none(const ShardRange& range) const {
    if (chosen_ || (host_.installed && !down_) || !may_be_chosen(range)) return std::nullopt;
    return highest_of(range);
  }

  Found newest_of(Channel channel, const ShardRange& range) const {
    const ReleaseRecord* newest = newest_in_channel(graph_, channel);
    const Found highest = highest_in_channel(range, channel);
    return newest == nullptr || (highest && newest->version <= *highest) ? highest : std::nullopt;
  }

  // Only downgrades go below what is installed, unless a release demands more than it is itself.
  Found floor_of(const ShardRange& range) const {
    const bool counts = host_.installed && range.lowest <= *host_.installed &&
                        (down_ || Found(host_.installed) < range.min_version);
    return counts && floor_ < range.min_version ? range.min_version : std::nullopt;
  }

  // Whoever installs crosses every security release up to the chosen one.
  Found security_of(const ShardRange& range) const {
    const bool counts = !host_.installed && chosen_ && range.security && range.lowest <= *chosen_;
    if (!counts || crosses_security_release(graph_, std::nullopt, *chosen_, request_.channel))
      return std::nullopt;
    return highest_of(range);
  }

 private:
  bool may_be_chosen(const ShardRange& range) const {
    return !request_.to && (!down_ || range.lowest < *host_.installed);
  }

  const ReleaseGraph& graph_;
  const HostFacts& host_;
  const ResolveRequest& request_;
  const bool down_;
  const Found floor_;
  Found chosen_;
};

template <typename Figure>
void add_highest(std::set<std::size_t>& positions, const std::vector<ShardRange>& unread,
                 const Figure& figure) {
  Found highest;
  std::size_t position = 0;
  for (std::size_t i = 0; i < unread.size(); ++i) {
    const Found found = figure(unread[i]);
    if (!found || found < highest) continue;
    highest = found;
    position = i;
  }
  if (highest) positions.insert(position);
}

}  // namespace

std::vector<std::size_t> shards_that_matter(const std::vector<ShardRange>& unread,
                                            const ReleaseGraph& graph, const HostFacts& host,
                                            const ResolveRequest& request) {
  if (unread.empty()) return {};
  const Question question(graph, host, request);
  std::set<std::size_t> positions;
  for (std::size_t i = 0; i < unread.size(); ++i)
    if (question.concerns(unread[i])) positions.insert(i);
  const auto add = [&](const auto& figure) { add_highest(positions, unread, figure); };
  add([&](const ShardRange& range) { return question.instead_of_none(range); });
  add([&](const ShardRange& range) { return question.floor_of(range); });
  add([&](const ShardRange& range) { return question.security_of(range); });
  for (const Channel channel : {Channel::stable, Channel::beta, Channel::alpha})
    add([&](const ShardRange& range) { return question.newest_of(channel, range); });
  return {positions.begin(), positions.end()};
}

}  // namespace switchback
