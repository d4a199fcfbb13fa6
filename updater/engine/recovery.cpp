#include "updater/engine/recovery.hpp"

#include <cerrno>
#include <filesystem>

#include "base/clock.hpp"
#include "base/durable.hpp"
#include "base/errors.hpp"
#include "updater/engine/commit.hpp"
#include "updater/slots/rebuild.hpp"

namespace switchback {
namespace {

bool switch_happened(Session& session, const UpdateRecord& update) {
  return update.phase >= UpdatePhase::switching && session.layout.active() == update.to_slot;
}

void complete(Session& session, UpdateRecord update) {
  fsync_directory(
      session.layout.root());  // the rename may not have reached the disk before the kill
  record_success(session, std::move(update));
}

void undo(Session& session, UpdateRecord update) {
  update.outcome = UpdateOutcome::interrupted;
  update.finished = now();
  auto transaction = session.store.begin();
  session.store.save_update(update);
  session.store.finish_open_steps(update.id, "failed", instant_now());
  transaction.commit();
}

IndexFile index_of_rebuild(const Layout& layout, Slot slot, const SlotRecord& record) {
  const bool taken = !std::filesystem::exists(layout.incoming_index());
  return IndexFile::open(taken ? layout.slot_index(slot) : layout.incoming_index(), record.index);
}

// A slot whose index is lost cannot be finished; it counts as empty and is filled by the next
// update.
void finish_slot(Session& session, Slot slot, SlotRecord record) {
  const auto count_as_empty = [&](const Error& error) {
    session.warn("slot " + std::string(slot_name(slot)) + " cannot be finished: " + error.what());
    record = SlotRecord{};
  };
  try {
    const IndexFile index = index_of_rebuild(session.layout, slot, record);
    rebuild_slot(session.layout, slot, index);
    record.state = SlotState::complete;
  } catch (const TrustError& error) {
    count_as_empty(error);
  } catch (const StorageError& error) {
    if (error.error_number() != ENOENT) throw;
    count_as_empty(error);
  }
  session.store.save_slot(slot, record);
}

}  // namespace

bool needs_recovery(Session& session) {
  return session.store.open_update().has_value() ||
         session.store.slot(Slot::a).state == SlotState::rebuilding ||
         session.store.slot(Slot::b).state == SlotState::rebuilding;
}

RecoveryReport recover(Session& session) {
  RecoveryReport report;
  session.layout.remove_switch_leftover();
  for (const auto& folder : {session.layout.own(), session.layout.trust()})
    remove_temporaries(folder);
  for (const Slot slot : {Slot::a, Slot::b}) {
    const SlotRecord record = session.store.slot(slot);
    if (record.state != SlotState::rebuilding) continue;
    session.log.info("recover: finishing slot " + std::string(slot_name(slot)));
    finish_slot(session, slot, record);
    report.was_clean = false;
    const bool complete = session.store.slot(slot).state == SlotState::complete;
    report.action = complete ? "slot completed" : "slot given up";
  }
  if (const auto update = session.store.open_update()) {
    report.was_clean = false;
    report.update_id = update->id;
    const bool completed = switch_happened(session, *update);
    report.action = completed ? "completed" : "undone";
    completed ? complete(session, *update) : undo(session, *update);
    session.log.info("recover: " + update->id + " " + report.action);
  }
  if (!report.was_clean) publish_status(session);
  return report;
}

}  // namespace switchback
