// Which release a request means, as a pure function of the verified releases and the host's state.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "switchback/plan.hpp"
#include "updater/engine/repository_client.hpp"

namespace switchback {

struct HostView {
  std::optional<Version> installed;
  Channel channel = Channel::stable;
};

// Newest release that `channel` sees and that is neither yanked nor a draft; nothing where there is
// none.
const Release* newest_in_channel(const std::vector<Release>& releases, Channel channel);

// The first release between the two, neither of them counted, at which every host must stop. It
// counts where `channel` or the channel of `to` sees it.
const Release* barrier_between(const std::vector<Release>& releases, const Version& from,
                               const Version& to, Channel channel);

// The release to move to; nothing where the host already has what was asked for.
// StateError("not-found"): no such version, or the channel is empty (the message names the channels
// that are not). An upgrade to the newest goes to the first barrier on the way. PolicyError:
// "yanked", "no-path" (upgrades_from, or a barrier before the version asked for), "min-version";
// --force skips yanks and min_version. ConfigError("usage"): upgrade downwards, downgrade upwards,
// a second install.
const Release* choose_target(const UpdateRequest& request, const std::vector<Release>& releases,
                             const HostView& host);

// The highest min_version that a release up to `installed` demands.
std::optional<Version> version_floor(const std::vector<Release>& releases,
                                     const std::optional<Version>& installed);

// True where a security release lies above `from`, up to `to`, in what `channel` sees.
bool crosses_security_release(const std::vector<Release>& releases,
                              const std::optional<Version>& from, const Version& to,
                              Channel channel);

}  // namespace switchback
