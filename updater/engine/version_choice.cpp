#include "updater/engine/version_choice.hpp"

#include <algorithm>

#include "base/errors.hpp"
#include "updater/engine/undo_promise.hpp"

namespace switchback {
namespace {

Move move_of(UpdateRequest::Kind kind) {
  switch (kind) {
    case UpdateRequest::Kind::install:
      return Move::install;
    case UpdateRequest::Kind::downgrade:
      return Move::downgrade;
    default:
      return Move::upgrade;
  }
}

// Where nothing else is said, a first installation follows the configuration's channel as every
// later update will.
Channel channel_of_request(Session& session, const UpdateRequest& request) {
  if (request.channel) return *request.channel;
  if (request.kind != UpdateRequest::Kind::install) return host_channel(session);
  return session.settings.channel.value_or(channel_to_record(request));
}

void add_own_manifest(Session& session, HostFacts& facts) {
  const auto active = session.layout.active();
  if (!active) return;
  const std::string bytes = session.store.slot(*active).manifest;
  if (bytes.empty()) return;
  const ReleaseManifest manifest = parse_manifest(bytes);
  facts.min_version = floor_of(manifest);
  facts.irreversible = manifest.irreversible;
}

std::optional<Version> version_in_other_slot(Session& session) {
  const auto active = session.layout.active();
  if (!active) return std::nullopt;
  const SlotRecord record = session.store.slot(other_slot(*active));
  return record.state == SlotState::complete ? record.version : std::nullopt;
}

// A version that was updated to successfully after it had failed is no longer suspect; a veto is a
// decision about the moment, not about the version.
std::vector<Version> rolled_back_versions(Session& session) {
  std::vector<Version> settled;
  std::vector<Version> failed;
  for (const auto& update : session.store.updates()) {
    if (update.kind == UpdateKind::rollback || update.error.starts_with("vetoed") ||
        std::find(settled.begin(), settled.end(), update.to) != settled.end())
      continue;
    if (update.outcome == UpdateOutcome::succeeded) settled.push_back(update.to);
    if (update.outcome != UpdateOutcome::rolled_back) continue;
    settled.push_back(update.to);
    failed.push_back(update.to);
  }
  return failed;
}

VersionCandidate shown(const Candidate& candidate) {
  VersionCandidate result{candidate.version, candidate.chosen, candidate.is_stop, {}};
  for (const auto& reason : candidate.reasons)
    result.reasons.push_back({std::string(obstacle_code(reason.obstacle)), reason.text});
  return result;
}

}  // namespace

Channel host_channel(Session& session) {
  if (session.settings.channel) return *session.settings.channel;
  return session.store.host().channel.value_or(Channel::stable);
}

Channel channel_to_record(const UpdateRequest& request) {
  if (request.channel) return *request.channel;
  return request.to ? channel_of(request.to->type) : Channel::stable;
}

HostFacts host_facts(Session& session, Timestamp now) {
  const HostRecord host = session.store.host();
  const HostPolicy policy = session.store.policy();
  HostFacts facts;
  facts.product = host.product;
  facts.host_id = host.host_id;
  facts.installed = session.active_version();
  add_own_manifest(session, facts);
  facts.other = version_in_other_slot(session);
  facts.rolled_back = rolled_back_versions(session);
  facts.pin = policy.pin;
  if (policy.held && !policy.held_until) facts.hold = "until 'switchback unhold'";
  if (policy.held_until && now < *policy.held_until)
    facts.hold = "until " + format_timestamp(*policy.held_until);
  return facts;
}

ResolveRequest resolve_request(Session& session, const UpdateRequest& request) {
  return {move_of(request.kind), request.to, channel_of_request(session, request),
          request.channel.has_value(), request.force};
}

void raise(const Refusal& refusal) {
  if (refusal.code == "usage") throw ConfigError(refusal.code, refusal.message, refusal.next_step);
  if (refusal.code == "not-found")
    throw StateError(refusal.code, refusal.message, refusal.next_step);
  throw PolicyError(refusal.code, refusal.message, refusal.next_step);
}

void require_unpinned(Session& session, const UpdateRequest& request, const Version& to) {
  if (request.force) return;
  const auto pin = session.store.pin();
  if (!pin || session.active_version() != pin || to == *pin) return;
  throw PolicyError("pinned", "this host is pinned to " + pin->text(),
                    "end the pin with 'switchback unpin', or use --force");
}

std::vector<PlannedUpdate> planned_updates(const Decision& decision) {
  std::vector<PlannedUpdate> updates;
  for (const auto& hop : decision.path)
    updates.push_back(
        {hop.from, hop.to, hop.bytes, hop.requests, std::string(stop_reason_code(hop.stop))});
  return updates;
}

VersionDecision explain(Session& session, const UpdateRequest& request, Timestamp now) {
  RepositoryClient repository(session, RepositoryClient::Writes::none);
  repository.refresh(now);
  const HostFacts facts = host_facts(session, now);
  const ResolveRequest question = resolve_request(session, request);
  const Decision decision = resolve(graph_of(repository.releases()), facts, question);
  VersionDecision result;
  result.product = facts.product;
  result.installed = facts.installed;
  result.channel = question.channel;
  result.updates = planned_updates(decision);
  for (const auto& candidate : decision.candidates) result.candidates.push_back(shown(candidate));
  if (decision.refusal) {
    result.refusal_code = decision.refusal->code;
    result.refusal = decision.refusal->message;
    result.next_step = decision.refusal->next_step;
  }
  return result;
}

}  // namespace switchback
