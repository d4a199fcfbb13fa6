// Turns a slot into the next tree by renames, unlinks and metadata changes alone: no network, no
// new content. Idempotent: a rebuild that was interrupted anywhere is finished by calling it again.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/tree/index_file.hpp"
#include "updater/state/layout.hpp"

namespace switchback {

struct RebuildTotals {
  std::uint64_t moved = 0;    // files renamed from incoming/
  std::uint64_t removed = 0;  // entries that the next tree does not have
};

// `next` is incoming/index or, after an interruption, the slot's own. On return the slot holds
// exactly the entries of `next` and all is durable; incoming/tree is gone. Content is not verified
// here. `incoming_is_whole`: incoming/tree holds every entry of `next`, so an empty slot is filled
// by one rename and nothing else. `strangers`: what for_each_stranger() says of the slot and
// `next`, where somebody has asked already.
RebuildTotals rebuild_slot(const Layout& layout, Slot slot, const IndexFile& next,
                           bool incoming_is_whole = false,
                           const std::vector<std::string>* strangers = nullptr);

}  // namespace switchback
