// What `gc` says: what is due, what was deleted, and what waits.
#pragma once

#include <chrono>
#include <string>

#include "repo-tools/cli/invocation.hpp"
#include "repo-tools/retention/garbage_plan.hpp"
#include "repo-tools/retention/garbage_removal.hpp"

namespace switchback {

// "3 files, 1.20 KiB and an empty folder".
std::string due_amount(const GarbagePlan& plan);
// The same; empty where nothing was deleted.
std::string deleted_amount(const GarbageDeletion& done);

// Every file that is due, up to a number of them, a line each.
std::string garbage_text(const GarbagePlan& plan);

// `done` says what has become of what was due.
void print_garbage(Invocation& invocation, const GarbagePlan& plan, std::chrono::seconds grace,
                   const std::string& done);

}  // namespace switchback
