// Fills the sources of planned frames up with other files that hold what the frame's outputs have
// and its sources do not: new files often repeat parts of many old ones.
#pragma once

#include <stop_token>
#include <vector>

#include "core/delta/encode/frame_plan.hpp"
#include "core/delta/file_bytes.hpp"
#include "core/tree/index_file.hpp"

namespace switchback {

// Takes old files, and new ones that earlier frames make, as long as kMaxFrameSources allows; first
// those that cover most for their size. Samples every file of the old tree once, outputs and their
// sources twice; memory for about half a million samples, and for those of a frame's own sources.
// Interrupted, StorageError.
void add_further_sources(std::vector<FramePlan>& frames, const IndexFile& old_index,
                         FileBytes& old_files, FileBytes& new_files, const std::stop_token& stop);

}  // namespace switchback
