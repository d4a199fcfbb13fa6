// Makes plans: chooses the target, compares it with what is here, and counts what it costs. Changes
// nothing but incoming/ (and that only without --dry-run).
#pragma once

#include "switchback/plan.hpp"
#include "updater/engine/session.hpp"

namespace switchback {

Plan make_plan(Session& session, const UpdateRequest& request, Timestamp now);

}  // namespace switchback
