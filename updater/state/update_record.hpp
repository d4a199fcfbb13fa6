// One row of the update history and its steps.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "manifest-schema/version.hpp"
#include "updater/state/layout.hpp"

namespace switchback {

enum class UpdateKind { install, upgrade, downgrade, rollback };

// States of an update; the legal transitions are in docs/operations.md.
//   open       staging, switching or waiting for confirmation (see phase)
//   staged     prepared and set aside (--stage-only)
//   succeeded  committed
//   failed     ended by an error before the switch; the old version stayed active
//   interrupted  ended by a signal, crash or power cut before the switch
//   rolled-back  switched, then undone automatically
enum class UpdateOutcome { open, staged, succeeded, failed, interrupted, rolled_back };

// How far an open update has come; recovery undoes before `switching` and completes from there on
// when `current` already points at the new slot.
enum class UpdatePhase { preparing, staged, switching, switched };

struct UpdateRecord {
  std::string id;  // update_0a1_0b1_20241219_120000
  UpdateKind kind = UpdateKind::upgrade;
  std::optional<Version> from;  // nothing for a first install
  Version to;
  std::optional<Slot> from_slot;
  Slot to_slot = Slot::a;
  UpdatePhase phase = UpdatePhase::preparing;
  UpdateOutcome outcome = UpdateOutcome::open;
  Timestamp started{};
  std::optional<Timestamp> finished;
  std::uint64_t bytes_downloaded = 0;  // all bytes read from a repository, metadata included
  std::uint64_t bytes_written = 0;     // tree content written to the root
  std::uint64_t requests = 0;
  std::string error;                     // "code: message" of a failed update
  std::string warning;                   // what went wrong after the commit point
  std::optional<std::string> undone_by;  // id of the rollback that undid it
};

// Steps are timed in milliseconds.
using Instant = std::chrono::sys_time<std::chrono::milliseconds>;
Instant instant_now();

struct StepRecord {
  std::string step;
  Instant started{};
  std::optional<Instant> finished;
  std::string outcome;  // "done", "failed", empty while it runs
};

struct ProgressRecord {
  std::string phase;
  std::uint64_t done = 0;
  std::uint64_t total = 0;
};

std::string_view update_kind_name(UpdateKind kind);
std::string_view update_outcome_name(UpdateOutcome outcome);
std::string_view update_phase_name(UpdatePhase phase);
// Inverse of the names above; StateError("state") for a name that this program does not know.
UpdateKind parse_update_kind(std::string_view name);
UpdateOutcome parse_update_outcome(std::string_view name);
UpdatePhase parse_update_phase(std::string_view name);

}  // namespace switchback
