// What a host knows about itself; read from the root alone, without network or privileges.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "switchback/decision.hpp"
#include "switchback/version.hpp"

namespace switchback {

struct SlotStatus {
  std::string name;   // "a" or "b"
  std::string state;  // "empty", "complete", "rebuilding"
  bool active = false;
  std::optional<Version> version;
  std::string digest;  // SHA-256 of the tree index: the identity of every byte in the slot
  std::string signer;  // key ids that signed the release
};

struct LastCheck {
  std::string time;    // UTC
  std::string result;  // "none", "update", "security-update" or an error code
  std::optional<Version> newest;
};

struct MirrorStatus {
  std::string url;
  std::string problem;  // empty: none known
  std::string since;    // UTC; when the problem was found last
};

struct Status {
  std::string root;
  std::string product;
  std::string channel;
  std::optional<Version> version;  // the active one
  std::vector<SlotStatus> slots;
  std::vector<std::string> repositories;
  std::string trust_anchor;
  std::string protection;  // "rollback: instant to 0a1"
  std::string unfinished;  // id of an update that a crash or kill left open; empty: none
  std::string unfinished_phase;
  std::optional<std::string> staged;  // id of an update prepared with --stage-only
  std::vector<std::string> warnings;
  std::optional<LastCheck> last_check;
  HostPolicy policy;
  std::vector<MirrorStatus> mirrors;  // in the order of `repositories`
  std::string metadata_expires;  // UTC; until then updates work without anything newer; or empty
  std::string log_path;
};

struct StepSummary {
  std::string step;
  std::string outcome;
  std::int64_t milliseconds = 0;
};

struct UpdateSummary {
  std::string id;
  std::optional<Version> from;
  Version to;
  std::string kind;
  std::string outcome;
  std::string started;   // UTC
  std::string finished;  // empty while it runs
  std::uint64_t bytes_downloaded = 0;
  std::uint64_t bytes_written = 0;
  std::uint64_t requests = 0;
  std::string error;
  std::string warning;
  std::string undone_by;
  std::vector<StepSummary> steps;
  std::string progress_phase;  // of an update that runs now, in another process perhaps; else empty
  std::uint64_t progress_done = 0;
  std::uint64_t progress_total = 0;
};

}  // namespace switchback
