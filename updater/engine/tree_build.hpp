// What a new tree is built from: its index, and what of it this host has.
#pragma once

#include <stop_token>
#include <vector>

#include "updater/engine/plan_detail.hpp"
#include "updater/engine/session.hpp"
#include "updater/slots/staging.hpp"

namespace switchback {

const SlotImage* find_slot(const std::vector<SlotImage>& slots, Slot slot);

// The signed index of the release, from an earlier attempt or downloaded; other content of
// incoming/ is removed where it is of another release. A dry run leaves no trace.
IndexFile signed_index(Session& session, const Plan& plan, RepositoryClient& repository,
                       const ReleaseManifest& manifest, const std::vector<SlotImage>& slots);

// Of an index that is, or is to become, the one of the release. TrustError("trust-format") where it
// is of another bundle.
FrameMap frame_map(const IndexFile& index, const ReleaseManifest& manifest,
                   const std::stop_token& stop);

// Compares `build.index` with the slots.
void compare_with_slots(Session& session, const Plan& plan, Slot to_slot, BuildDetail& build);

// How `build.frames` and `build.index` are staged; the caller adds who is told and stopped.
StagingRequest staging_request(Session& session, const BuildDetail& build);

// Goes over to frames of the bundle: downloads the signed index, and compares again. What lies in
// incoming/tree stays, for TreeStaging::resume().
void use_frames_instead(Session& session, const Plan& plan, BuildDetail& build);

}  // namespace switchback
