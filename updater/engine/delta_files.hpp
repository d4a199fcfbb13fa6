// The files in incoming/ that deltas arrive in.
#pragma once

#include <cstddef>

#include "updater/slots/incoming_delta.hpp"
#include "updater/state/layout.hpp"

namespace switchback {

// Of the nth delta of a chain, from 1 on: what an earlier attempt has fetched, or empty. incoming/
// is there. A dry run only reads that, and writes to a file without a name.
DeltaFile open_delta_file(const Layout& layout, std::size_t number, bool dry_run);

// True where an earlier attempt has left something of it.
bool has_delta_file(const Layout& layout, std::size_t number);

}  // namespace switchback
