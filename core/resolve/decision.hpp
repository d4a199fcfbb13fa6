// What the resolver was asked, what it knows about the host, and what it answers: the way to go and
// every reason against every other release.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "manifest-schema/version.hpp"

namespace switchback {

enum class Move { install, upgrade, downgrade };

struct ResolveRequest {
  Move move = Move::upgrade;
  std::optional<Version> to;  // nothing: the newest of `channel`
  Channel channel = Channel::stable;
  bool channel_is_asked_for = false;  // else an empty one is no failure of an upgrade
  bool force = false;  // skips pins, holds, rollouts, yanks, min_version, earlier rollbacks
};

struct HostFacts {
  std::string product;
  std::string host_id;
  std::optional<Version> installed;
  // Of the installed release, as its signed manifest on this host says: it counts also where the
  // repository has the release no more.
  std::optional<Version> min_version;
  std::vector<std::string> irreversible;
  std::optional<Version> other;      // what the inactive slot holds, complete
  std::vector<Version> rolled_back;  // versions whose update failed here and was undone
  std::optional<Version> pin;
  std::optional<std::string>
      hold;  // in force now; "until 2026-12-01T00:00:00Z", or why not for ever
};

// Why a release is not what the host moves to.
enum class Obstacle {
  newer,  // a downgrade does not go there
  installed,
  older,  // an upgrade does not go there
  channel,
  held,
  pinned,
  yanked,
  rolled_back,
  min_version,
  rollout,
  dead_end,
  no_path,
  irreversible,  // a migration that has no way back lies between
  superseded,    // nothing against it, but a newer one is chosen
  not_asked,     // nothing against it, but another one was asked for
};
std::string_view obstacle_code(Obstacle obstacle);  // "rolled-back"

struct Reason {
  Obstacle obstacle = Obstacle::older;
  std::string text;  // follows the version: "was withdrawn: broken on arm64"

  bool operator==(const Reason&) const = default;
};

struct Candidate {
  Version version;
  bool chosen = false;
  bool is_stop = false;         // an update of its own on the way to the chosen one
  std::vector<Reason> reasons;  // empty exactly where it is chosen or a stop
};

// Why an update ends here although the host wants to go further.
enum class StopReason { target, barrier, upgrades_from };
std::string_view stop_reason_code(StopReason reason);  // "upgrades-from"

// One update. Bytes and requests are upper bounds, for content: what the host has already is not
// known here, but that the inactive slot holds the version.
struct Hop {
  std::optional<Version> from;
  Version to;
  std::uint64_t bytes = 0;
  std::uint64_t requests = 0;
  StopReason stop = StopReason::target;
};

// A request that cannot be met: an error's code, text and next step.
struct Refusal {
  std::string code;
  std::string message;
  std::string next_step;
};

struct Decision {
  std::vector<Hop> path;              // empty: the host has what was asked for, or see `refusal`
  std::vector<Candidate> candidates;  // every release, newest first
  std::optional<Refusal> refusal;
};

}  // namespace switchback
