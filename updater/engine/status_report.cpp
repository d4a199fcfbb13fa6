#include "updater/engine/status_report.hpp"

#include "base/errors.hpp"
#include "core/transport/url_text.hpp"
#include "updater/engine/last_check.hpp"
#include "updater/engine/undo_promise.hpp"
#include "updater/engine/version_choice.hpp"

namespace switchback {
namespace {

SlotStatus slot_status(Session& session, Slot slot, const std::optional<Slot>& active) {
  const SlotRecord record = session.store.slot(slot);
  SlotStatus status;
  status.name = slot_name(slot);
  status.state = slot_state_name(record.state);
  status.active = active == slot;
  status.version = record.version;
  if (record.state != SlotState::empty) status.digest = record.index.list_sha256.hex();
  status.signer = record.signer;
  return status;
}

// What the newest update that is still in force came from, if the other slot holds it.
std::string protection(Session& session, const Status& status) {
  std::optional<Version> floor;
  if (const auto active = session.layout.active())
    if (const auto manifest = session.store.slot(*active).manifest; !manifest.empty())
      floor = floor_of(parse_manifest(manifest));
  for (const auto& record : session.store.updates()) {
    if (record.kind == UpdateKind::rollback || record.outcome != UpdateOutcome::succeeded ||
        record.undone_by)
      continue;
    if (!record.from) break;
    for (const auto& slot : status.slots)
      if (!slot.active && slot.state == "complete" && slot.version == record.from)
        return rollback_promise(*record.from, floor);
    return "rollback: to " + record.from->text() + ", needs the repository";
  }
  return "rollback: nothing to go back to";
}

// A hold that has ended is none; one that cannot be read keeps nobody from seeing the rest.
HostPolicy policy_in_force(Session& session, Status& status) {
  HostPolicy policy;
  try {
    policy = session.store.policy();
  } catch (const StateError& error) {
    status.warnings.push_back(std::string(error.what()) +
                              ": end it with 'switchback unpin' or 'switchback unhold'");
  }
  if (policy.held_until && *policy.held_until <= now()) policy.held = false;
  if (!policy.held) policy.held_until.reset();
  return policy;
}

std::vector<MirrorStatus> mirror_statuses(const HostRecord& host, const LastCheckRecord& check) {
  std::vector<MirrorStatus> mirrors;
  for (const auto& url : host.repositories) {
    const std::string shown = url_for_display(url);
    mirrors.push_back({shown, "", ""});
    for (const auto& each : check.mirrors)
      if (each.mirror == shown)
        mirrors.back() = {shown, each.problem, format_timestamp(each.since)};
  }
  return mirrors;
}

}  // namespace

Status read_status(Session& session) {
  const HostRecord host = session.store.host();
  const auto active = session.layout.active();
  Status status;
  status.root = session.layout.root().string();
  status.product = host.product;
  status.channel = channel_name(host_channel(session));
  status.version = session.active_version();
  for (const Slot slot : {Slot::a, Slot::b})
    status.slots.push_back(slot_status(session, slot, active));
  for (const auto& url : host.repositories) status.repositories.push_back(url_for_display(url));
  status.trust_anchor = host.trust_anchor;
  status.protection = protection(session, status);
  if (const auto open = session.store.open_update()) {
    status.unfinished = open->id;
    status.unfinished_phase = update_phase_name(open->phase);
  }
  const auto newest = session.store.updates(1);
  if (!newest.empty()) {
    if (newest[0].outcome == UpdateOutcome::staged) status.staged = newest[0].id;
    if (!newest[0].warning.empty()) status.warnings.push_back(newest[0].warning);
  }
  const LastCheckRecord check = load_last_check(session.layout);
  if (!check.result.empty())
    status.last_check =
        LastCheck{format_timestamp(check.time), check.result, Version::parse(check.newest)};
  status.policy = policy_in_force(session, status);
  status.mirrors = mirror_statuses(host, check);
  if (check.expires != Timestamp{}) status.metadata_expires = format_timestamp(check.expires);
  for (const auto& notice : check.notices)
    if (check.installed == (status.version ? status.version->text() : ""))
      status.warnings.push_back(notice);
  status.log_path = session.layout.update_log().string();
  return status;
}

UpdateSummary summarize(Session& session, const UpdateRecord& record) {
  UpdateSummary summary;
  summary.id = record.id;
  summary.from = record.from;
  summary.to = record.to;
  summary.kind = update_kind_name(record.kind);
  summary.outcome = update_outcome_name(record.outcome);
  summary.started = format_timestamp(record.started);
  if (record.finished) summary.finished = format_timestamp(*record.finished);
  summary.bytes_downloaded = record.bytes_downloaded;
  summary.bytes_written = record.bytes_written;
  summary.requests = record.requests;
  summary.error = record.error;
  summary.warning = record.warning;
  summary.undone_by = record.undone_by.value_or("");
  for (const auto& step : session.store.steps(record.id)) {
    const auto end = step.finished.value_or(step.started);
    summary.steps.push_back({step.step, step.outcome, (end - step.started).count()});
  }
  if (record.outcome != UpdateOutcome::open) return summary;
  if (const auto progress = session.store.progress(record.id)) {
    summary.progress_phase = progress->phase;
    summary.progress_done = progress->done;
    summary.progress_total = progress->total;
  }
  return summary;
}

}  // namespace switchback
