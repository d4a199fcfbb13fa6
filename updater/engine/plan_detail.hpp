// What the library keeps with a Plan between planning and preparing.
#pragma once

#include <optional>

#include "switchback/plan.hpp"
#include "updater/engine/repository_client.hpp"
#include "updater/slots/comparison.hpp"
#include "updater/slots/draft_index.hpp"
#include "updater/slots/frame_map.hpp"
#include "updater/slots/incoming_delta.hpp"
#include "updater/slots/slot_image.hpp"

namespace switchback {

// The delta that a tree is built with.
struct DeltaDetail {
  DeltaReference reference;
  Slot from = Slot::a;  // holds the release that it begins with
  std::shared_ptr<IncomingDelta> incoming;
  DraftIndex draft;
};

// Everything about a tree that has to be built. Absent from a plan whose target is already in the
// other slot.
struct BuildDetail {
  VerifiedManifest manifest;
  Release release;
  std::shared_ptr<RepositoryClient> repository;
  IndexFile index;
  FrameMap frames;
  std::vector<SlotImage> slots;  // complete slots, the active one first
  TreeComparison comparison;
  bool whole_tree = false;  // the slot to be rebuilt is empty
  // Until it was applied, `index` is its draft.
  std::optional<DeltaDetail> delta = std::nullopt;
};

struct PlanDetail {
  std::optional<Slot> from_slot;
  Slot to_slot = Slot::a;
  std::optional<Channel> record_channel;  // install: the channel to record
  TransferTotals spent;                   // on metadata, manifest and index
  std::shared_ptr<BuildDetail> build;     // moved from by prepare()
};

}  // namespace switchback
