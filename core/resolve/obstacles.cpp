#include "core/resolve/obstacles.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <unordered_set>

#include "core/resolve/rollout_bucket.hpp"

namespace switchback {
namespace {

using Found = std::optional<Reason>;

Found yanked(const ReleaseRecord& release) {
  if (!release.yanked) return std::nullopt;
  return Reason{Obstacle::yanked, "was withdrawn: " + *release.yanked};
}

Found dead_end(const ReleaseRecord& release) {
  if (!release.dead_end) return std::nullopt;
  return Reason{Obstacle::dead_end, "is a dead end: " + *release.dead_end};
}

Found out_of_channel(const ReleaseRecord& release, const ResolveRequest& request) {
  if (is_in_sight(release, request)) return std::nullopt;
  return Reason{Obstacle::channel,
                fmt::format("is not in the channel {}", channel_name(request.channel))};
}

Found pinned(const ReleaseRecord& release, const HostFacts& host) {
  if (!host.pin || *host.pin == release.version) return std::nullopt;
  return Reason{Obstacle::pinned, "is not " + host.pin->text() + ", to which this host is pinned"};
}

Found held(const HostFacts& host, const ResolveRequest& request) {
  if (!host.hold || request.move != Move::upgrade) return std::nullopt;
  return Reason{Obstacle::held, "has to wait: upgrades are on hold " + *host.hold};
}

Found rolled_back(const ReleaseRecord& release, const HostFacts& host) {
  if (std::find(host.rolled_back.begin(), host.rolled_back.end(), release.version) ==
      host.rolled_back.end())
    return std::nullopt;
  return Reason{Obstacle::rolled_back, "failed here before and was rolled back"};
}

Found below_floor(const ReleaseRecord& release, const std::optional<Version>& floor) {
  if (!floor || !(release.version < *floor)) return std::nullopt;
  return Reason{Obstacle::min_version,
                "is below " + floor->text() + ", the lowest version this host may go to"};
}

Found not_rolled_out(const ReleaseRecord& release, const HostFacts& host,
                     const ResolveRequest& request) {
  if (!release.rollout) return std::nullopt;
  if (release.rollout->paused)
    return Reason{Obstacle::rollout, "is rolled out no further: its rollout is paused"};
  const std::uint32_t bucket = rollout_bucket(host.host_id, host.product, release.version);
  if (request.to || rollout_reaches(*release.rollout, bucket)) return std::nullopt;
  return Reason{Obstacle::rollout,
                fmt::format("is rolled out to {} % of the hosts so far, and this host is in the "
                            "part from {}.{:02} % on",
                            release.rollout->percent, bucket / 100, bucket % 100)};
}

void add(std::vector<Reason>& reasons, Found found) {
  if (found) reasons.push_back(std::move(*found));
}

}  // namespace

bool is_in_sight(const ReleaseRecord& release, const ResolveRequest& request) {
  return channel_sees(request.channel, release.version.type) ||
         (request.to && channel_sees(channel_of(request.to->type), release.version.type));
}

// Nobody is sent to a withdrawn release or into a dead end without naming it, force or not.
std::vector<Reason> obstacles_to_target(const ReleaseRecord& release, const HostFacts& host,
                                        const ResolveRequest& request,
                                        const std::optional<Version>& floor) {
  std::vector<Reason> reasons;
  if (!request.to) {
    add(reasons, out_of_channel(release, request));
    add(reasons, dead_end(release));
  }
  if (!request.to || !request.force) add(reasons, yanked(release));
  if (request.force) return reasons;
  add(reasons, pinned(release, host));
  add(reasons, held(host, request));
  add(reasons, rolled_back(release, host));
  add(reasons, below_floor(release, floor));
  add(reasons, not_rolled_out(release, host, request));
  return reasons;
}

std::optional<Reason> obstacle_to_stop(const ReleaseRecord& release, const HostFacts& host,
                                       const ResolveRequest& request) {
  if (auto found = out_of_channel(release, request)) return found;
  if (auto found = yanked(release)) return found;
  if (auto found = dead_end(release)) return found;
  if (request.force) return std::nullopt;
  if (auto found = rolled_back(release, host)) return found;
  return not_rolled_out(release, host, request);
}

std::optional<Reason> obstacle_to_going_back(const std::vector<std::string>& irreversible,
                                             const ReleaseRecord& to) {
  if (irreversible.empty()) return std::nullopt;
  const std::unordered_set<std::string_view> known(to.irreversible.begin(), to.irreversible.end());
  for (const auto& migration : irreversible)
    if (known.count(migration) == 0)
      return Reason{Obstacle::irreversible,
                    "cannot be gone back to: the migration " + migration + " has no down script"};
  return std::nullopt;
}

std::string next_step_after(Obstacle obstacle) {
  switch (obstacle) {
    case Obstacle::held:
      return "end the hold with 'switchback unhold', or use --force";
    case Obstacle::pinned:
      return "end the pin with 'switchback unpin', or use --force";
    case Obstacle::yanked:
      return "choose another version, or use --force";
    case Obstacle::rolled_back:
      return "wait for another version, or use --force once the cause is mended";
    case Obstacle::min_version:
      return "choose a newer version, or use --force";
    case Obstacle::rollout:
      return "wait, or use --force; 'switchback why' shows every release";
    default:
      return "'switchback why' shows every release and what stands against it";
  }
}

}  // namespace switchback
