// Writes a slot's fingerprints after it was rebuilt and everything in it is durable.
#pragma once

#include "core/tree/index_file.hpp"
#include "updater/slots/fingerprints.hpp"
#include "updater/state/layout.hpp"

namespace switchback {

// Fingerprints that `carried` knows are taken over; all other files were just written and are
// looked at now.
void record_fingerprints(const Layout& layout, Slot slot, const IndexFile& index,
                         std::optional<FingerprintReader> carried);

}  // namespace switchback
