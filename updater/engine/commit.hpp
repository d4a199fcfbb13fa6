// The end of an update: its record, the histories it undid, and status.json.
#pragma once

#include "updater/engine/session.hpp"

namespace switchback {

// Marks `update` succeeded, in one durable step; a rollback marks what it undid.
void record_success(Session& session, UpdateRecord update);

// The successful updates, newest first, that going back to `rollback.to` undoes; the last of them
// came from there.
std::vector<UpdateRecord> updates_undone_by(Session& session, const UpdateRecord& rollback);

// Replaces status.json. Never fails: a status that cannot be written is a warning.
void publish_status(Session& session);

}  // namespace switchback
