#include "updater/engine/update_engine.hpp"

#include "base/errors.hpp"
#include "updater/engine/commit.hpp"
#include "updater/engine/update_steps.hpp"
#include "updater/slots/space.hpp"

namespace switchback {
namespace {

constexpr std::uint64_t kJournalSpace = 64 * 1024;  // what state.db's log may grow by

UpdateKind kind_of(UpdateRequest::Kind kind) {
  switch (kind) {
    case UpdateRequest::Kind::install:
      return UpdateKind::install;
    case UpdateRequest::Kind::upgrade:
      return UpdateKind::upgrade;
    case UpdateRequest::Kind::downgrade:
      return UpdateKind::downgrade;
    case UpdateRequest::Kind::rollback:
      return UpdateKind::rollback;
  }
  return UpdateKind::upgrade;
}

[[noreturn]] void refuse_not_waiting(const Update& update) {
  throw StateError("state", "update " + update.id + " is not waiting to be finished",
                   "see 'switchback history'");
}

// Carries what a plan spent on metadata and what the content cost.
void count_transfers(UpdateRecord& record, const TransferTotals& totals) {
  record.bytes_downloaded = totals.bytes;
  record.requests = totals.requests;
}

}  // namespace

void UpdateEngine::start_step(const std::string& update_id, const std::string& step) {
  session_.store.start_step(update_id, step, instant_now());
  session_.log.info(update_id + ": " + step + " started");
}

void UpdateEngine::finish_step(const std::string& update_id, const std::string& step) {
  session_.store.finish_step(update_id, step, "done", instant_now());
  session_.log.info(update_id + ": " + step + " done");
}

std::optional<UpdateRecord> UpdateEngine::find_open(const Update& update) {
  auto record = session_.store.update(update.id);
  const bool waits = record && (record->outcome == UpdateOutcome::open ||
                                record->outcome == UpdateOutcome::staged);
  return waits ? std::move(record) : std::nullopt;
}

UpdateRecord UpdateEngine::require_open(const Update& update) {
  if (auto record = find_open(update)) return std::move(*record);
  refuse_not_waiting(update);
}

// An instant update is recorded as switching at once: until the symlink moves, recovery undoes it.
UpdateRecord UpdateEngine::begin(const Plan& plan) {
  const Timestamp time = now();
  UpdateRecord record;
  record.id = session_.store.new_update_id(plan.from, *plan.to, time);
  record.kind = kind_of(plan.request.kind);
  record.from = plan.from;
  record.to = *plan.to;
  record.from_slot = plan.detail->from_slot;
  record.to_slot = plan.detail->to_slot;
  record.started = time;
  record.phase = plan.instant ? UpdatePhase::switching : UpdatePhase::preparing;
  if (plan.request.accept_stale)
    record.warning = "expired metadata was accepted: " + plan.request.accept_stale_reason;
  count_transfers(record, plan.detail->spent);
  auto transaction = session_.store.begin();
  session_.store.insert_update(record);
  session_.store.start_step(record.id, "preflight", instant_now());
  if (plan.instant) session_.store.start_step(record.id, "switch", instant_now());
  if (plan.detail->record_channel) session_.store.set_channel(*plan.detail->record_channel);
  transaction.commit();
  session_.log.info(record.id + ": " + std::string(update_kind_name(record.kind)) + " started");
  return record;
}

void UpdateEngine::require_possible(const Plan& plan) {
  if (plan.nothing_to_do || !plan.detail || !plan.to)
    throw StateError("state", "the plan has nothing to prepare");
  if (session_.active_version() != plan.from)
    throw StateError("state", "the host has changed since this was planned", "plan again");
  require_writable(session_.layout);
  if (plan.instant) {
    require_space(session_.layout, {kJournalSpace, 0});
  } else {
    require_space(session_.layout, {plan.space_needed, plan.inodes_needed});
  }
}

void UpdateEngine::build_slot(const Plan& plan, UpdateRecord& record) {
  BuildDetail& build = *plan.detail->build;
  auto transaction = session_.store.begin();
  finish_step(record.id, "preflight");
  start_step(record.id, "stage");
  transaction.commit();
  stage_content(session_, plan, build, record);
  count_transfers(record, build.repository->totals());
  rebuild_inactive_slot(session_, plan, build);
  record.phase = UpdatePhase::staged;
  auto staged = session_.store.begin();
  finish_step(record.id, "stage");
  session_.store.save_update(record);
  staged.commit();
}

Update UpdateEngine::prepare(const Plan& plan) {
  require_possible(plan);
  UpdateRecord record = begin(plan);
  try {
    preflight(session_, plan, record);
    if (!plan.instant) build_slot(plan, record);
  } catch (const Interrupted&) {
    if (plan.detail->build) count_transfers(record, plan.detail->build->repository->totals());
    give_up(record, UpdateOutcome::interrupted, "interrupted");
    throw;
  } catch (const Error& error) {
    if (plan.detail->build) count_transfers(record, plan.detail->build->repository->totals());
    give_up(record, UpdateOutcome::failed, error.code() + ": " + error.what());
    throw;
  }
  return {record.id, record.from, record.to};
}

void UpdateEngine::activate(const Update& update) {
  UpdateRecord record = require_open(update);
  if (record.phase != UpdatePhase::switching) {
    record.phase = UpdatePhase::switching;
    record.outcome = UpdateOutcome::open;
    auto transaction = session_.store.begin();
    session_.store.save_update(record);
    start_step(record.id, "switch");
    transaction.commit();
  }
  try {
    session_.layout.switch_to(record.to_slot);
  } catch (const StorageError& error) {
    give_up(record, UpdateOutcome::failed, error.code() + ": " + error.what());
    throw;
  }
  session_.log.info(record.id + ": switched to slot " + std::string(slot_name(record.to_slot)));
}

void UpdateEngine::confirm(const Update& update) {
  bool waits = true;
  try {
    const auto record = find_open(update);
    waits = record.has_value();
    if (waits) record_success(session_, *record);
  } catch (const Error& error) {
    // The switch is durable: this is bookkeeping, which `recover` repeats, whatever is wrong with
    // state.db by now.
    session_.warn(std::string("the update is active, but its record could not be finished: ") +
                  error.what());
  }
  if (!waits) refuse_not_waiting(update);
  publish_status(session_);
  session_.log.info(update.id + ": committed");
}

void UpdateEngine::abandon(const Update& update, const std::string& code) {
  UpdateRecord record = require_open(update);
  if (session_.layout.active() != record.to_slot) {
    give_up(record, UpdateOutcome::failed, code + ": before the switch");
    return;
  }
  if (record.from_slot) {
    session_.layout.switch_to(*record.from_slot);
  } else {
    session_.layout.deactivate();
  }
  give_up(record, UpdateOutcome::rolled_back, code + ": after the switch");
}

void UpdateEngine::set_aside(const Update& update) {
  UpdateRecord record = require_open(update);
  record.outcome = UpdateOutcome::staged;
  record.finished = now();
  session_.store.save_update(record);
  publish_status(session_);
}

// Ends an update before its switch. That the record cannot be written (a full disk) must not hide
// why it ended.
void UpdateEngine::give_up(UpdateRecord record, UpdateOutcome outcome, const std::string& why) {
  record.outcome = outcome;
  record.finished = now();
  record.error = why;
  session_.log.error(record.id + ": " + why);
  try {
    auto transaction = session_.store.begin();
    session_.store.save_update(record);
    session_.store.finish_open_steps(record.id, "failed", instant_now());
    transaction.commit();
    publish_status(session_);
  } catch (const Error& error) {
    session_.warn(std::string("the end of the update could not be recorded: ") + error.what());
  }
}

}  // namespace switchback
