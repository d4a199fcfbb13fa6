// Which part of an old file too long for one frame a part of a new file shares most with.
#pragma once

#include <cstdint>
#include <stop_token>
#include <unordered_map>
#include <vector>

#include "core/delta/encode/similarity.hpp"
#include "core/delta/file_bytes.hpp"
#include "manifest-schema/delta_header.hpp"

namespace switchback {

// Feeds `length` bytes of a file to the sampler. Interrupted, StorageError.
void sample_file(FileBytes& files, std::uint32_t ordinal, std::uint64_t offset,
                 std::uint64_t length, Sampler& sampler, const std::stop_token& stop);

class SourceWindows {
 public:
  // Samples the old file once: memory is about 1/20 of its size.
  SourceWindows(FileBytes& old_files, std::uint32_t ordinal, std::uint64_t size,
                const std::stop_token& stop);

  // At most kMaxFrameSources of the old file; where nothing is shared, the part at the same share
  // of its length.
  DeltaRange best(FileBytes& new_files, const DeltaRange& part, std::uint64_t new_size,
                  const std::stop_token& stop) const;

 private:
  std::uint32_t ordinal_;
  std::uint64_t size_;
  std::unordered_map<std::uint64_t, std::uint64_t> places_;  // hash to offset
};

}  // namespace switchback
