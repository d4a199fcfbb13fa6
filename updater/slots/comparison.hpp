// What of a new tree the slot to be rebuilt already holds, and what must come from elsewhere.
#pragma once

#include <cstdint>
#include <optional>
#include <stop_token>
#include <vector>

#include "core/tree/index_file.hpp"
#include "updater/slots/slot_image.hpp"

namespace switchback {

enum class Disposition : std::uint8_t {
  keep,    // the slot holds it, intact
  make,    // a directory or symlink that is missing or different: needs no content
  local,   // a file whose content another place of this host holds
  fetch,   // a file whose content must be downloaded, whole or in part
  staged,  // its content is in incoming/, verified
};

struct LocalCopy {
  std::uint32_t ordinal = 0;         // in the new index
  std::uint32_t source_ordinal = 0;  // in the index of `source`
  Slot source = Slot::a;
};

struct TreeComparison {
  std::vector<Disposition> dispositions;  // by ordinal in the new index
  std::vector<LocalCopy> copies;          // of all entries with disposition local, by ordinal
  std::uint64_t changed_files = 0;        // files that are not kept
  std::uint64_t changed_bytes = 0;        // their sizes
  std::uint64_t changed_blocks = 0;       // their sizes rounded up to 4 KiB: space needed
};

// How a kept file is known to be intact.
enum class KeepRule { fingerprint, rehash };

// `target` is the slot that will be rebuilt, nullptr where it is empty. One pass over both indexes;
// the disk is asked only about entries that are equal in both. A file whose fingerprint is unknown
// is hashed. Several threads look at the disk. `carry` receives the fingerprints of kept files in
// the order of `next` (unknown for all others): once the slot is rebuilt they are still true.
// Interrupted.
TreeComparison compare_with_slot(const IndexFile& next, const SlotImage* target,
                                 const Layout& layout, KeepRule rule,
                                 FingerprintWriter* carry = nullptr,
                                 const std::stop_token& stop = {});

// Turns `fetch` into `local` wherever a slot holds a file of equal content. Content is verified
// when it is copied. Interrupted.
void find_local_content(const IndexFile& next, const std::vector<const SlotImage*>& slots,
                        TreeComparison& comparison, const std::stop_token& stop = {});

}  // namespace switchback
