#include "core/resolve/resolve.hpp"

#include <algorithm>

#include "core/resolve/obstacles.hpp"
#include "core/resolve/path_search.hpp"

namespace switchback {
namespace {

class Resolver {
 public:
  Resolver(const ReleaseGraph& graph, const HostFacts& host, const ResolveRequest& request)
      : graph_(graph),
        host_(host),
        request_(request),
        floor_(std::max(version_floor(graph, host.installed), host.min_version)),
        search_(graph, host, request) {}

  Decision run() {
    decision_.refusal = impossible_request();
    weigh();
    if (!decision_.refusal) choose();
    explain_rest();
    std::reverse(decision_.candidates.begin(), decision_.candidates.end());
    return std::move(decision_);
  }

 private:
  std::optional<Refusal> impossible_request() const;
  std::optional<Refusal> wrong_direction(const Version& to) const;
  Refusal empty_channel() const;
  void weigh();
  std::vector<Reason> reasons_against(std::size_t position) const;
  void choose();
  void take(std::size_t position);
  std::optional<std::size_t> blocked_release() const;
  void refuse();
  void explain_rest();
  Candidate& candidate(std::size_t position) { return decision_.candidates[position]; }

  const ReleaseGraph& graph_;
  const HostFacts& host_;
  const ResolveRequest& request_;
  const std::optional<Version> floor_;
  const PathSearch search_;
  Decision decision_;  // candidates in version order until run() ends
  std::optional<std::size_t> chosen_;
};

Refusal Resolver::empty_channel() const {
  std::string others;
  for (const Channel other : {Channel::stable, Channel::beta, Channel::alpha}) {
    const ReleaseRecord* newest = newest_in_channel(graph_, other);
    if (newest == nullptr) continue;
    others += (others.empty() ? "" : ", ") + std::string(channel_name(other)) + " (" +
              newest->version.text() + ")";
  }
  return {"not-found",
          "channel " + std::string(channel_name(request_.channel)) + " has no release" +
              (others.empty() ? ", nor has any other" : "; these have: " + others),
          others.empty() ? "" : "choose one with --channel"};
}

std::optional<Refusal> Resolver::wrong_direction(const Version& to) const {
  const Version& installed = *host_.installed;
  if (request_.move == Move::upgrade && to < installed)
    return Refusal{"usage", to.text() + " is older than " + installed.text(),
                   "use 'switchback downgrade --to " + to.text() + "'"};
  if (request_.move == Move::downgrade && to > installed)
    return Refusal{"usage", to.text() + " is newer than " + installed.text(),
                   "use 'switchback upgrade --to " + to.text() + "'"};
  return std::nullopt;
}

std::optional<Refusal> Resolver::impossible_request() const {
  if (request_.to && !graph_.find(*request_.to))
    return Refusal{"not-found", "version " + request_.to->text() + " is not in the repository",
                   "see what there is with 'switchback check'"};
  const bool needs_one = !host_.installed || request_.channel_is_asked_for;
  const bool installing = request_.move == Move::install;
  if (!request_.to && (needs_one || installing) &&
      newest_in_channel(graph_, request_.channel) == nullptr)
    return empty_channel();
  if (!host_.installed) return std::nullopt;
  if (!installing) return request_.to ? wrong_direction(*request_.to) : std::nullopt;
  const Version& wanted =
      request_.to ? *request_.to : newest_in_channel(graph_, request_.channel)->version;
  if (wanted == *host_.installed) return std::nullopt;
  return Refusal{"usage", host_.installed->text() + " is already installed",
                 "use 'switchback upgrade' or 'switchback downgrade --to VERSION'"};
}

std::vector<Reason> Resolver::reasons_against(std::size_t position) const {
  const ReleaseRecord& release = graph_.at(position);
  const bool down = host_.installed && request_.move == Move::downgrade;
  if (host_.installed && release.version == *host_.installed)
    return {{Obstacle::installed, "is installed"}};
  if (host_.installed && !down && release.version < *host_.installed)
    return {{Obstacle::older, "is older than the installed " + host_.installed->text()}};
  if (down && release.version > *host_.installed)
    return {{Obstacle::newer, "is newer than the installed " + host_.installed->text()}};
  auto reasons = obstacles_to_target(release, host_, request_, floor_);
  if (down) {
    const auto installed = graph_.find(*host_.installed);
    const auto& one_way = installed ? graph_.at(*installed).irreversible : host_.irreversible;
    if (auto found = obstacle_to_going_back(one_way, release)) reasons.push_back(std::move(*found));
  } else if (!search_.reaches(position)) {
    reasons.push_back(search_.reason_against(position).reason);
  }
  return reasons;
}

void Resolver::weigh() {
  decision_.candidates.resize(graph_.size());
  for (std::size_t i = 0; i < graph_.size(); ++i) {
    candidate(i).version = graph_.at(i).version;
    candidate(i).reasons = reasons_against(i);
  }
}

void Resolver::choose() {
  if (request_.to) {
    const std::size_t asked = *graph_.find(*request_.to);
    if (candidate(asked).reasons.empty()) take(asked);
  } else {
    for (std::size_t i = graph_.size(); i > 0 && !chosen_; --i)
      if (candidate(i - 1).reasons.empty()) take(i - 1);
  }
  if (!chosen_) refuse();
}

void Resolver::take(std::size_t position) {
  chosen_ = position;
  candidate(position).chosen = true;
  if (request_.move == Move::downgrade) {
    const ReleaseRecord& release = graph_.at(position);
    const PathCost cost = search_.cost_at_once(position);
    decision_.path.push_back(
        {host_.installed, release.version, cost.bytes, cost.requests, StopReason::target});
    return;
  }
  decision_.path = *search_.path_to(position);
  for (std::size_t i = 0; i + 1 < decision_.path.size(); ++i) {
    Candidate& stop = candidate(*graph_.find(decision_.path[i].to));
    stop.is_stop = true;
    stop.reasons.clear();
  }
}

// A newer release that nobody is to have is no reason to fail; one that this host may not have yet
// is.
bool is_refusal(const Candidate& candidate) {
  static constexpr Obstacle kSilent[] = {Obstacle::installed, Obstacle::older, Obstacle::channel,
                                         Obstacle::yanked, Obstacle::dead_end};
  return std::none_of(candidate.reasons.begin(), candidate.reasons.end(), [](const Reason& reason) {
    return std::find(std::begin(kSilent), std::end(kSilent), reason.obstacle) != std::end(kSilent);
  });
}

// The release to name: the one asked for, else the newest that waits for this host. An installation
// always has one: nothing to install is a failure.
std::optional<std::size_t> Resolver::blocked_release() const {
  if (request_.to) return graph_.find(*request_.to);
  for (std::size_t i = graph_.size(); i > 0; --i)
    if (is_refusal(decision_.candidates[i - 1])) return i - 1;
  if (host_.installed) return std::nullopt;
  return graph_.find(newest_in_channel(graph_, request_.channel)->version);
}

void Resolver::refuse() {
  const auto blocked = blocked_release();
  if (!blocked) return;
  const Reason& reason = candidate(*blocked).reasons.front();
  if (reason.obstacle == Obstacle::installed) return;
  PathSearch::NoWay why{reason, "", reason.obstacle};
  if (reason.obstacle == Obstacle::no_path) why = search_.reason_against(*blocked);
  const bool no_way = why.cause == Obstacle::irreversible || why.cause == Obstacle::no_path ||
                      why.cause == Obstacle::dead_end;
  decision_.refusal =
      Refusal{no_way ? "no-path" : std::string(obstacle_code(why.cause)),
              candidate(*blocked).version.text() + " " + why.reason.text + why.detail,
              next_step_after(why.cause)};
}

void Resolver::explain_rest() {
  for (auto& each : decision_.candidates) {
    if (each.chosen || each.is_stop || !each.reasons.empty()) continue;
    if (request_.to || !chosen_) {
      each.reasons.push_back({Obstacle::not_asked, "was not asked for"});
    } else {
      each.reasons.push_back(
          {Obstacle::superseded, "is older than " + graph_.at(*chosen_).version.text()});
    }
  }
}

}  // namespace

Decision resolve(const ReleaseGraph& graph, const HostFacts& host, const ResolveRequest& request) {
  return Resolver(graph, host, request).run();
}

}  // namespace switchback
