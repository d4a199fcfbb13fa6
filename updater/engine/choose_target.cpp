#include "updater/engine/choose_target.hpp"

#include <algorithm>

#include "base/errors.hpp"
#include "manifest-schema/version_range.hpp"

namespace switchback {
namespace {

const Release* find_version(const std::vector<Release>& releases, const Version& version) {
  const auto found = std::find_if(releases.begin(), releases.end(),
                                  [&](const Release& r) { return r.record.version == version; });
  return found == releases.end() ? nullptr : &*found;
}

[[noreturn]] void refuse_empty_channel(const std::vector<Release>& releases, Channel channel) {
  std::string others;
  for (const Channel other : {Channel::stable, Channel::beta, Channel::alpha}) {
    const Release* newest = newest_in_channel(releases, other);
    if (newest == nullptr) continue;
    others += (others.empty() ? "" : ", ") + std::string(channel_name(other)) + " (" +
              newest->record.version.text() + ")";
  }
  throw StateError("not-found",
                   "channel " + std::string(channel_name(channel)) + " has no release" +
                       (others.empty() ? ", nor has any other" : "; these have: " + others),
                   others.empty() ? "" : "choose one with --channel");
}

const Release* requested(const UpdateRequest& request, const std::vector<Release>& releases,
                         const HostView& host) {
  if (request.to) {
    const Release* release = find_version(releases, *request.to);
    if (release == nullptr)
      throw StateError("not-found", "version " + request.to->text() + " is not in the repository",
                       "see what there is with 'switchback check'");
    return release;
  }
  const Channel channel = request.channel.value_or(host.channel);
  const Release* newest = newest_in_channel(releases, channel);
  if (newest == nullptr) refuse_empty_channel(releases, channel);
  return newest;
}

void require_direction(const UpdateRequest& request, const Version& target,
                       const Version& installed) {
  using Kind = UpdateRequest::Kind;
  if (request.kind == Kind::install)
    throw ConfigError("usage", installed.text() + " is already installed",
                      "use 'switchback upgrade' or 'switchback downgrade --to VERSION'");
  if (request.kind == Kind::upgrade && target < installed)
    throw ConfigError("usage", target.text() + " is older than " + installed.text(),
                      "use 'switchback downgrade --to " + target.text() + "'");
  if (request.kind == Kind::downgrade && target > installed)
    throw ConfigError("usage", target.text() + " is newer than " + installed.text(),
                      "use 'switchback upgrade --to " + target.text() + "'");
}

// A range that this program cannot read admits nobody.
bool admits(const std::optional<std::string>& upgrades_from, const Version& installed) {
  if (!upgrades_from) return true;
  const auto range = VersionRange::parse(*upgrades_from);
  return range && range->contains(installed);
}

void require_allowed(const UpdateRequest& request, const Release& target,
                     const std::vector<Release>& releases, const HostView& host) {
  const ReleaseRecord& record = target.record;
  if (request.kind == UpdateRequest::Kind::upgrade && host.installed &&
      !admits(record.upgrades_from, *host.installed))
    throw PolicyError("no-path",
                      record.version.text() + " can only be reached from " + *record.upgrades_from +
                          ", not from " + host.installed->text(),
                      "upgrade to a version in that range first");
  if (request.force) return;
  if (record.yanked)
    throw PolicyError("yanked", record.version.text() + " was withdrawn: " + *record.yanked,
                      "choose another version, or use --force");
  const auto floor = version_floor(releases, host.installed);
  if (floor && record.version < *floor)
    throw PolicyError("min-version",
                      "this host may not go below " + floor->text() + ", which the release demands",
                      "choose " + floor->text() + " or newer, or use --force");
}

// Where an upgrade to `target` must stop first; `target` itself where no barrier stands before it.
const Release* stop_before(const UpdateRequest& request, const Release* target,
                           const std::vector<Release>& releases, const HostView& host) {
  if (!host.installed || request.kind != UpdateRequest::Kind::upgrade) return target;
  const Release* barrier = barrier_between(releases, *host.installed, target->record.version,
                                           request.channel.value_or(host.channel));
  if (barrier == nullptr) return target;
  const std::string name = barrier->record.version.text();
  if (request.to)
    throw PolicyError("no-path",
                      "on the way to " + request.to->text() + " every host must stop at " + name,
                      "run 'switchback upgrade --to " + name + "' first");
  return barrier;
}

}  // namespace

const Release* newest_in_channel(const std::vector<Release>& releases, Channel channel) {
  const Release* newest = nullptr;
  for (const auto& release : releases) {
    const ReleaseRecord& record = release.record;
    if (record.yanked || !channel_sees(channel, record.version.type)) continue;
    if (newest == nullptr || newest->record.version < record.version) newest = &release;
  }
  return newest;
}

const Release* barrier_between(const std::vector<Release>& releases, const Version& from,
                               const Version& to, Channel channel) {
  const Release* first = nullptr;
  for (const auto& release : releases) {
    const ReleaseRecord& record = release.record;
    const bool seen = channel_sees(channel, record.version.type) ||
                      channel_sees(channel_of(to.type), record.version.type);
    if (!record.barrier || record.yanked || !seen) continue;
    if (record.version <= from || to <= record.version) continue;
    if (first == nullptr || record.version < first->record.version) first = &release;
  }
  return first;
}

const Release* choose_target(const UpdateRequest& request, const std::vector<Release>& releases,
                             const HostView& host) {
  const Release* target = stop_before(request, requested(request, releases, host), releases, host);
  if (host.installed) {
    const Version& version = target->record.version;
    const bool never_downgrade = !request.to && request.kind == UpdateRequest::Kind::upgrade;
    if (version == *host.installed || (never_downgrade && version < *host.installed))
      return nullptr;
    require_direction(request, version, *host.installed);
  }
  require_allowed(request, *target, releases, host);
  return target;
}

std::optional<Version> version_floor(const std::vector<Release>& releases,
                                     const std::optional<Version>& installed) {
  std::optional<Version> floor;
  if (!installed) return floor;
  for (const auto& release : releases) {
    const auto& demanded = release.record.min_version;
    if (demanded && release.record.version <= *installed && (!floor || *floor < *demanded))
      floor = demanded;
  }
  return floor;
}

bool crosses_security_release(const std::vector<Release>& releases,
                              const std::optional<Version>& from, const Version& to,
                              Channel channel) {
  return std::any_of(releases.begin(), releases.end(), [&](const Release& release) {
    const ReleaseRecord& record = release.record;
    return record.security && !record.yanked && channel_sees(channel, record.version.type) &&
           (!from || *from < record.version) && record.version <= to;
  });
}

}  // namespace switchback
