// Compares a slot on disk with its signed index, in both directions.
#pragma once

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>

#include "base/progress.hpp"
#include "updater/slots/comparison.hpp"
#include "updater/slots/slot_image.hpp"

namespace switchback {

enum class DamageKind { missing, altered, wrong_mode, wrong_type, unexpected };

struct SlotDamage {
  std::string path;
  DamageKind kind = DamageKind::missing;
  std::uint64_t ordinal = 0;  // in the index; meaningless for `unexpected`
};

std::string damage_name(DamageKind kind);

struct SlotCheckOptions {
  KeepRule rule =
      KeepRule::rehash;  // fingerprint: content is read only where fingerprints do not know
  std::stop_token stop;
  Progress* progress = nullptr;
};

// Calls `report` for each difference, in the order of the index and in the calling thread. Content
// is read by several threads. Throws StorageError, Interrupted, and what `report` throws.
void check_slot(const SlotImage& slot, const Layout& layout, const SlotCheckOptions& options,
                const std::function<void(const SlotDamage&)>& report);

}  // namespace switchback
