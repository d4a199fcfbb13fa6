// What the library keeps with a Plan between planning and preparing.
#pragma once

#include <optional>

#include "switchback/plan.hpp"
#include "updater/engine/repository_client.hpp"
#include "updater/slots/chain_draft.hpp"
#include "updater/slots/comparison.hpp"
#include "updater/slots/draft_index.hpp"
#include "updater/slots/frame_map.hpp"
#include "updater/slots/incoming_delta.hpp"
#include "updater/slots/slot_image.hpp"
#include "updater/slots/stranger_search.hpp"

namespace switchback {

struct DeltaLink {
  DeltaReference reference;
  Version to;
  IndexReference expected;  // of `to`, signed
  std::shared_ptr<IncomingDelta> incoming;
};

// The deltas that a tree is built with: one, or a chain.
struct DeltaDetail {
  Slot from = Slot::a;           // holds the release that the first begins with
  std::vector<DeltaLink> links;  // in the order in which they are applied
  DraftIndex draft;              // of the last release
  std::vector<ContentPlaces> places;
  std::vector<InheritedFile> inherited;
  std::uint64_t bytes_on_the_way = 0;  // written, and in no file of the new tree
  std::uint64_t files_on_the_way = 0;

  const Version& from_version() const { return links.front().reference.offer.from; }
  std::uint64_t missing_bytes() const;
  // Beside the new tree, until it is complete.
  std::uint64_t space_needed() const;
  std::string name() const;  // "delta from 0r1", "chain of deltas from 0r1"
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
  std::shared_ptr<StrangerSearch> strangers = nullptr;  // in the slot to be rebuilt
};

struct PlanDetail {
  std::optional<Slot> from_slot;
  Slot to_slot = Slot::a;
  std::optional<Channel> record_channel;  // install: the channel to record
  TransferTotals spent;                   // on metadata, before anything of the release
  std::shared_ptr<BuildDetail> build;     // moved from by prepare()
};

}  // namespace switchback
