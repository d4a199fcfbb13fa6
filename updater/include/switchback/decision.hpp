// Why this version, and why not that one: what an upgrade would do, and what stands against every
// other release. Data only; the codes are stable.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "switchback/version.hpp"

namespace switchback {

// One update of a plan. Bytes and requests of all but the first are upper bounds: what the host
// will have by then is not known yet.
struct PlannedUpdate {
  std::optional<Version> from;
  Version to;
  std::uint64_t bytes = 0;
  std::uint64_t requests = 0;
  std::string stop;  // why it ends here: "target", "barrier", "upgrades-from"
};

struct VersionReason {
  std::string code;  // "yanked", "rollout", ...: see docs/version-path.md
  std::string text;  // follows the version: "was withdrawn: broken on arm64"
};

struct VersionCandidate {
  Version version;
  bool chosen = false;
  bool is_stop = false;                // an update of its own on the way to the chosen one
  std::vector<VersionReason> reasons;  // empty exactly where it is chosen or a stop
};

struct VersionDecision {
  std::string product;
  std::optional<Version> installed;
  Channel channel = Channel::stable;
  std::vector<PlannedUpdate> updates;        // empty: nothing to do, or refused
  std::vector<VersionCandidate> candidates;  // every release, newest first
  std::string refusal_code;                  // empty: not refused
  std::string refusal;
  std::string next_step;
};

// What the operator of a host has decided about its versions.
struct HostPolicy {
  std::optional<Version> pin;                          // never leaves it
  bool held = false;                                   // no upgrades...
  std::optional<std::chrono::sys_seconds> held_until;  // ...until then; nothing: until it is ended
};

}  // namespace switchback
