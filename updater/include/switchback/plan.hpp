// What an update would do, with its figures, before anything is done.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "switchback/decision.hpp"
#include "switchback/version.hpp"

namespace switchback {

// How thoroughly a slot is checked before it becomes active: not at all, by fingerprints (size,
// times, inode; content is read only where those are unknown), or by reading every byte.
enum class VerifyLevel { none, fast, full };

// What happens where a delta is missing, damaged or does not lead to the signed tree: the content
// is downloaded by frames instead; what of the delta did not come right is asked for once more
// before that; the update ends.
enum class DeltaFailure { full, retry, abort };

struct UpdateRequest {
  enum class Kind { install, upgrade, downgrade, rollback };
  Kind kind = Kind::upgrade;
  std::optional<Version>
      to;  // nothing: newest of the channel (rollback: what the newest update came from)
  std::optional<Channel> channel;        // for this run only; nothing: the host's channel
  std::optional<std::string> update_id;  // rollback only: back to before this update
  VerifyLevel verify = VerifyLevel::fast;
  bool force =
      false;  // skips pins, holds, rollout, yanks, min_version, in-use slots; never trust or space
  bool dry_run = false;  // nothing under the root is changed, not even cached metadata
  std::optional<std::chrono::seconds>
      accept_stale;                 // take metadata that expired at most this long ago
  std::string accept_stale_reason;  // goes on record with it
};

// A way to bring the content that is to be downloaded.
struct PlannedSource {
  std::optional<Version> delta_from;  // nothing: by frames of the bundle
  std::vector<Version> through;       // a chain of deltas: the releases between, in order
  // Still to be fetched: of content, and, for frames that were not chosen, at most so much of the
  // tree index.
  std::uint64_t bytes = 0;
  std::uint64_t requests = 0;  // at most

  bool operator==(const PlannedSource&) const = default;
};

struct PlanDetail;  // private to the library

struct Plan {
  UpdateRequest request;
  std::string product;
  std::optional<Version> from;
  std::optional<Version> to;  // of the next update: the first of `updates`
  // Every update on the way, each complete in itself; more than one where a barrier or a gap in
  // `upgrades_from` lies between. The figures below are of the first: plan again for the next.
  std::vector<PlannedUpdate> updates;
  bool nothing_to_do = false;  // `from` is already what was asked for
  bool instant = false;        // the other slot holds `to`, complete: only the switch is left
  bool security = false;
  bool restart_required = false;  // afterwards: the release says so

  std::vector<PlannedSource> sources;  // the first is taken
  std::uint64_t download_bytes = 0;    // content still to be fetched; exact
  std::uint64_t requests = 0;          // at most, for that content
  // Downloaded for this plan: manifests, and the tree index or the beginnings, headers and index
  // changes of deltas. policy.max_download holds for both together.
  std::uint64_t planning_bytes = 0;
  std::uint64_t write_bytes = 0;  // content written to the root
  std::uint64_t changed_files = 0;
  std::uint64_t space_needed = 0;
  std::uint64_t inodes_needed = 0;
  std::uint64_t space_available = 0;
  std::chrono::milliseconds expected_time{0};  // an estimate
  bool expected_time_measured = false;         // from this host's last updates; else assumed
  std::string expected_time_basis;             // "12.3 MiB/s, measured over the last 3 updates"
  std::vector<std::string> steps;              // names of the steps that will run
  std::vector<std::string> undone_updates;     // rollback: ids of the updates it undoes
  std::vector<std::string> notes;              // what the operator should know, one sentence each
  std::string undo;                            // "rollback: instant to 0a1"

  std::shared_ptr<const PlanDetail> detail;
};

}  // namespace switchback
