#include "updater/engine/commit.hpp"

#include "base/durable.hpp"
#include "base/errors.hpp"
#include "updater/engine/status_json.hpp"
#include "updater/engine/status_report.hpp"

namespace switchback {
namespace {

// Updates a rollback undid: everything since the oldest successful update that led away from its
// target.
void mark_undone(Session& session, const UpdateRecord& rollback) {
  for (auto record : updates_undone_by(session, rollback)) {
    record.undone_by = rollback.id;
    session.store.save_update(record);
  }
}

}  // namespace

std::vector<UpdateRecord> updates_undone_by(Session& session, const UpdateRecord& rollback) {
  std::vector<UpdateRecord> undone;
  for (auto& record : session.store.updates()) {
    if (record.outcome != UpdateOutcome::succeeded || record.undone_by ||
        record.kind == UpdateKind::rollback)
      continue;
    undone.push_back(record);
    if (record.from == rollback.to) break;
  }
  return undone;
}

void record_success(Session& session, UpdateRecord update) {
  update.outcome = UpdateOutcome::succeeded;
  update.finished = now();
  auto transaction = session.store.begin();
  session.store.start_step(update.id, "commit", instant_now());
  if (update.kind == UpdateKind::rollback) mark_undone(session, update);
  session.store.save_update(update);
  session.store.finish_open_steps(update.id, "done", instant_now());
  transaction.commit();
}

void publish_status(Session& session) {
  try {
    write_file_atomically(session.layout.status_json(), stored_status(read_status(session)), 0644);
  } catch (const Error& error) {
    session.warn(std::string("status.json could not be replaced: ") + error.what());
  }
}

}  // namespace switchback
