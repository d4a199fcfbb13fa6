// Building a tree with deltas: which, and what happens where they are of no use.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/errors.hpp"
#include "updater/engine/foreseen_deltas.hpp"
#include "updater/engine/plan_detail.hpp"
#include "updater/engine/session.hpp"

namespace switchback {

// What is known when a route is looked for.
struct DeltaSearch {
  const ReleaseManifest* manifest = nullptr;  // of the release to build
  std::uint64_t manifest_length = 0;
  const std::vector<SlotImage>* slots = nullptr;
  const ForeseenDeltas* foreseen = nullptr;  // nullptr: none
  BlobBeginning beginning;                   // of the last delta that was foreseen
};

// The delta of the release that begins with what a slot holds, or the chain that was foreseen where
// that is clearly shorter; index changes fetched into incoming/, which holds nothing else then.
// Nothing where there is none, where an earlier attempt went by frames and left content, or where
// it is of no use and the policy allows to do without: a warning says why.
std::optional<DeltaDetail> open_delta(Session& session, const Plan& plan,
                                      RepositoryClient& repository, const DeltaSearch& search);

// True where frames may do what a delta did not: it is missing, damaged, or does not lead to the
// signed tree, and the policy is not to abort then.
bool may_do_without(const Session& session, const Error& error);
// True where fetching it once more may bring other bytes.
bool is_worth_another_attempt(const Error& error);

// Tells the operator that frames are downloaded instead. `name`: as DeltaDetail::name().
void warn_of_frames(Session& session, const std::string& name, const Error& error);

// Starts over; verified pieces stay.
void fetch_delta_again(const Session& session, const Plan& plan, BuildDetail& build);

}  // namespace switchback
