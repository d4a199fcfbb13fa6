// Which files of the new release are coded together, and what they are coded against.
#pragma once

#include <cstdint>
#include <optional>
#include <stop_token>
#include <vector>

#include "core/delta/encode/index_difference.hpp"
#include "core/delta/file_bytes.hpp"
#include "core/tree/index_file.hpp"
#include "manifest-schema/delta_header.hpp"

namespace switchback {

// Ranges have their length, also whole ones.
struct FramePlan {
  std::vector<DeltaRange> sources;
  std::vector<DeltaRange> outputs;
  // The outputs are one file, or one part of it, that a difference from this whole old file may
  // make cheaper; the parts of a file follow each other.
  std::optional<DeltaRange> old_version{};
};

// Frames within the limits of zstd_prefix. Files lie in path order, which puts what belongs
// together next to each other; each has the old file of its path as a source, or the one of the old
// tree that resembles it most. A file too long for a frame is cut, and each part gets the window of
// the old file that it shares most with. Executables and the like have frames of their own, with
// their old version unless both are longer than `longest_pair` together. Deterministic. Reads files
// that are compared by content once; memory for the samples of those. Interrupted, StorageError.
std::vector<FramePlan> plan_frames(const IndexFile& old_index, FileBytes& old_files,
                                   FileBytes& new_files, const std::vector<FileToMake>& files,
                                   std::uint64_t longest_pair, const std::stop_token& stop = {});

}  // namespace switchback
