// What the steps `preflight` and `stage` of an update do. Their order, and what is recorded around
// them, is UpdateEngine's.
#pragma once

#include "switchback/plan.hpp"
#include "updater/engine/plan_detail.hpp"
#include "updater/engine/session.hpp"

namespace switchback {

// The inactive slot may be changed (nobody uses it) or, for an instant update, switched to. Throws
// PolicyError("slot-in-use"), StateError("damaged-slot").
void preflight(Session& session, const Plan& plan, const UpdateRecord& record);

// Fetches what the slots lack, verifies and writes it durably into incoming/; goes on where an
// earlier attempt stopped. `record` gets the bytes written.
void stage_content(Session& session, const Plan& plan, BuildDetail& build, UpdateRecord& record);

// incoming/ becomes the inactive slot's tree. From the first line on an interruption is finished
// forward by recovery.
void rebuild_inactive_slot(Session& session, const Plan& plan, BuildDetail& build);

}  // namespace switchback
