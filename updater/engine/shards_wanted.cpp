#include "updater/engine/shards_wanted.hpp"

#include <utility>

#include "core/resolve/shards_that_matter.hpp"
#include "updater/engine/repository_client.hpp"

namespace switchback {
namespace {

template <typename Condition>
ShardsWanted shards_where(Condition condition) {
  return [condition = std::move(condition)](const std::vector<Release>&,
                                            const std::vector<ShardRange>& unread) {
    std::vector<std::size_t> wanted;
    for (std::size_t i = 0; i < unread.size(); ++i)
      if (condition(unread[i])) wanted.push_back(i);
    return wanted;
  };
}

}  // namespace

ReleaseGraph graph_of(const std::vector<Release>& releases) {
  std::vector<ReleaseRecord> records;
  records.reserve(releases.size());
  for (const auto& release : releases) records.push_back(release.record);
  return ReleaseGraph(std::move(records));
}

ShardsWanted all_shards() {
  return shards_where([](const ShardRange&) { return true; });
}

ShardsWanted shards_for(HostFacts host, ResolveRequest request) {
  return [host = std::move(host), request = std::move(request)](
             const std::vector<Release>& read, const std::vector<ShardRange>& unread) {
    if (unread.empty()) return std::vector<std::size_t>{};
    return shards_that_matter(unread, graph_of(read), host, request);
  };
}

ShardsWanted shards_with(Version version) {
  return shards_where(
      [version = std::move(version)](const ShardRange& range) { return spans(range, version); });
}

ShardsWanted shards_between(std::optional<Version> since, std::optional<Version> to) {
  return shards_where([since = std::move(since), to = std::move(to)](const ShardRange& range) {
    return (!since || *since < highest_of(range)) && (!to || range.lowest <= *to);
  });
}

}  // namespace switchback
