// incoming/tree: its folder, and the directories in it.
#pragma once

#include <vector>

#include "base/descriptor.hpp"
#include "core/tree/index_file.hpp"
#include "core/tree/tree_writer.hpp"
#include "updater/slots/comparison.hpp"
#include "updater/state/layout.hpp"

namespace switchback {

// True where the content has to come into incoming/tree and is not there yet.
bool needs_content(Disposition disposition);

// Of the comparison's copies those that are still to be made.
std::vector<LocalCopy> remaining_copies(const TreeComparison& comparison);

// Made where it is missing.
Descriptor open_incoming_tree(const Layout& layout);

// Every directory of the tree, or only those that will receive a file.
void make_directories(const IndexFile& next, bool whole_tree, const TreeComparison& comparison,
                      TreeWriter& writer);

}  // namespace switchback
