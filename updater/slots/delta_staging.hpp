// Makes the changed files of the next tree from a slot and a delta, or a chain of them, while these
// arrive.
#pragma once

#include <cstdint>
#include <stop_token>
#include <vector>

#include "base/progress.hpp"
#include "core/transport/fetcher.hpp"
#include "updater/slots/chain_draft.hpp"
#include "updater/slots/comparison.hpp"
#include "updater/slots/draft_index.hpp"
#include "updater/slots/incoming_delta.hpp"
#include "updater/slots/slot_image.hpp"

namespace switchback {

struct DeltaStep {
  IncomingDelta* delta = nullptr;
  IndexReference expected;  // of the release that it leads to, as that one's manifest signs it
};

struct DeltaStaging {
  std::vector<DeltaStep> steps;  // the first is applied to `from`, each other to what came out
  const SlotImage* from = nullptr;
  const DraftIndex* draft = nullptr;  // of the last release
  // What a ChainDraft says; nullptr where there is one step.
  const std::vector<ContentPlaces>* places = nullptr;
  const std::vector<InheritedFile>* inherited = nullptr;
  std::vector<const SlotImage*> slots;  // where content may be copied from
  const Layout* layout = nullptr;
  bool whole_tree = false;  // as in StagingRequest
  std::stop_token stop;
  Progress* progress = nullptr;
  std::uint64_t* bytes_written = nullptr;  // grows, also where it throws
};

// Fetches what is missing of the deltas, writes the files they make into incoming/tree, which is
// emptied first, and the rebuilt index, which equals the signed one, to incoming/index; copies what
// the slots hold meanwhile. Marks those files as staged in `comparison`, which is of the draft;
// entries have the same ordinals in both. A source that turned out to be damaged is to be fetched.
// What a chain makes on the way lies in incoming/side-N meanwhile.
// Nothing is synced: TreeStaging goes on from here. Throws TrustError or StateError("damaged-slot")
// where the delta does not lead to the signed tree, FetchError, StorageError, Interrupted; what was
// made stays, for whoever knows the true hashes, and `comparison` is as before.
IndexFile stage_by_delta(const DeltaStaging& staging, TreeComparison& comparison,
                         PieceFetcher& fetcher);

}  // namespace switchback
