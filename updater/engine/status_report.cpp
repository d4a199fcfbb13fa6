#include "updater/engine/status_report.hpp"

#include <nlohmann/json.hpp>

#include "base/errors.hpp"
#include "updater/engine/last_check.hpp"
#include "updater/engine/planner.hpp"
#include "updater/engine/undo_promise.hpp"

namespace switchback {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kSchema = "switchback.status/1";

Json optional_version(const std::optional<Version>& version) {
  return version ? Json(version->text()) : Json(nullptr);
}

std::optional<Version> version_member(const Json& json, const char* key) {
  const auto member = json.find(key);
  if (member == json.end() || !member->is_string()) return std::nullopt;
  return Version::parse(member->get<std::string>());
}

std::string state_name(SlotState state) {
  switch (state) {
    case SlotState::empty:
      return "empty";
    case SlotState::complete:
      return "complete";
    case SlotState::rebuilding:
      return "rebuilding";
  }
  return "empty";
}

SlotStatus slot_status(Session& session, Slot slot, const std::optional<Slot>& active) {
  const SlotRecord record = session.store.slot(slot);
  SlotStatus status;
  status.name = slot_name(slot);
  status.state = state_name(record.state);
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

Json slot_json(const SlotStatus& slot) {
  return {{"name", slot.name},     {"state", slot.state},
          {"active", slot.active}, {"version", optional_version(slot.version)},
          {"digest", slot.digest}, {"signer", slot.signer}};
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
  status.repositories = host.repositories;
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
  status.log_path = session.layout.update_log().string();
  return status;
}

std::string status_json(const Status& status) {
  Json json{{"schema", kSchema},
            {"product", status.product},
            {"channel", status.channel},
            {"version", optional_version(status.version)},
            {"slots", Json::array()},
            {"repositories", status.repositories},
            {"trust_anchor", status.trust_anchor},
            {"protection", status.protection},
            {"unfinished", status.unfinished.empty() ? Json(nullptr) : Json(status.unfinished)},
            {"unfinished_phase", status.unfinished_phase},
            {"staged", status.staged ? Json(*status.staged) : Json(nullptr)},
            {"warnings", status.warnings},
            {"last_check", nullptr}};
  for (const auto& slot : status.slots) json["slots"].push_back(slot_json(slot));
  if (status.last_check)
    json["last_check"] = {{"time", status.last_check->time},
                          {"result", status.last_check->result},
                          {"newest", optional_version(status.last_check->newest)}};
  return json.dump() + "\n";
}

Status parse_status_json(const std::string& text, const std::string& root) {
  const auto json = Json::parse(text, nullptr, false);
  if (!json.is_object() || json.value("schema", "") != kSchema)
    throw StateError("state", "status.json cannot be read", "run this as the root's owner");
  Status status;
  status.root = root;
  try {
    status.product = json.value("product", "");
    status.channel = json.value("channel", "");
    status.version = version_member(json, "version");
    for (const auto& slot : json.at("slots"))
      status.slots.push_back({slot.value("name", ""), slot.value("state", ""),
                              slot.value("active", false), version_member(slot, "version"),
                              slot.value("digest", ""), slot.value("signer", "")});
    status.repositories = json.value("repositories", std::vector<std::string>{});
    status.trust_anchor = json.value("trust_anchor", "");
    status.protection = json.value("protection", "");
    if (const auto& open = json.at("unfinished"); open.is_string())
      status.unfinished = open.get<std::string>();
    status.unfinished_phase = json.value("unfinished_phase", "");
    if (const auto& staged = json.at("staged"); staged.is_string())
      status.staged = staged.get<std::string>();
    status.warnings = json.value("warnings", std::vector<std::string>{});
    if (const auto& check = json.at("last_check"); check.is_object())
      status.last_check = LastCheck{check.value("time", ""), check.value("result", ""),
                                    version_member(check, "newest")};
  } catch (const Json::exception&) {
    throw StateError("state", "status.json cannot be read", "run this as the root's owner");
  }
  status.log_path = Layout(root).update_log().string();
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
