// Durability of a changed tree: up to 64 changed files fsync each and their directories, above that
// one syncfs.
#pragma once

#include "core/tree/index_file.hpp"
#include "updater/slots/comparison.hpp"
#include "updater/state/layout.hpp"

namespace switchback {

inline constexpr std::uint64_t kFsyncEachLimit = 64;

// Makes what TreeStaging wrote into incoming/ durable; `whole_tree` where all directories and
// symlinks are there, too.
void sync_staged(const Layout& layout, const IndexFile& next, const TreeComparison& comparison,
                 bool whole_tree);

}  // namespace switchback
