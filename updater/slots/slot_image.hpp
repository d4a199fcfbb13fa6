// A complete slot as it stands on disk: its tree, its signed index and, where they are still there,
// its fingerprints.
#pragma once

#include <optional>
#include <stop_token>

#include "base/descriptor.hpp"
#include "core/tree/index_file.hpp"
#include "updater/slots/fingerprints.hpp"
#include "updater/state/layout.hpp"
#include "updater/state/state_store.hpp"

namespace switchback {

struct SlotImage {
  Slot slot = Slot::a;
  Descriptor tree;  // the slot's directory
  IndexFile index;

  // Fingerprints are read by one pass at a time, so each pass opens its own.
  std::optional<FingerprintReader> fingerprints(const Layout& layout) const;
};

// Nothing unless the slot is complete. Throws StorageError or TrustError where its index is missing
// or damaged, Interrupted.
std::optional<SlotImage> open_slot(const Layout& layout, Slot slot, const SlotRecord& record,
                                   const std::stop_token& stop = {});

}  // namespace switchback
