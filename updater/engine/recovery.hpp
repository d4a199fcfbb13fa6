// Brings a root to rest after a kill or power cut: undoes what was interrupted before the switch,
// completes what was interrupted after it, and finishes a slot that was being rebuilt. Needs no
// network. Idempotent.
#pragma once

#include "updater/engine/session.hpp"

namespace switchback {

// What recover() would do; reading commands report it.
bool needs_recovery(Session& session);
// The session must hold the lock.
RecoveryReport recover(Session& session);

}  // namespace switchback
