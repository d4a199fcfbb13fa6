// From two trees to a delta file, for the publisher.
#pragma once

#include <cstdint>
#include <filesystem>
#include <stop_token>

#include "base/digest.hpp"
#include "base/progress.hpp"
#include "core/delta/file_bytes.hpp"
#include "core/tree/index_file.hpp"

namespace switchback {

struct DeltaOptions {
  unsigned threads = 0;  // 0: one a core. The result is the same whatever it is
  // 0: no limit. Fewer threads are used to stay below, but at least one, and differences of long
  // files are not made or find less: the delta may be longer.
  std::uint64_t memory = 0;
  Progress* progress = nullptr;  // "delta", in bytes of content; called on the calling thread
  std::stop_token stop;
  // Where encoded frames are kept until the delta is there, for a run after this one was killed: a
  // folder that is there, of frames between these two trees. Empty: nowhere.
  std::filesystem::path frames_folder;
  std::uint64_t most_kept = 0;  // bytes in it
};

struct DeltaResult {
  std::uint64_t length = 0;  // of the whole delta
  Sha256Digest sha256;
  std::uint64_t header_length = 0;  // the header is the beginning of the delta
  Sha256Digest header_sha256;
  std::uint64_t index_change_length = 0;
  std::uint64_t frames_length = 0;
  std::uint64_t frames = 0;
  std::uint64_t resumed_frames = 0;  // of these, the ones that an earlier run had kept
  std::uint64_t made_files = 0;
  std::uint64_t made_bytes = 0;
};

// Writes the delta to `file` (mode 0644, replaced where it exists; on disk on return, its name is
// the caller's to make durable) and uses `file`.payload meanwhile; after an exception both are
// gone. Same trees: same bytes. Throws TrustError("trust-limit") where so much changed
// that hosts would refuse the delta; StorageError, Interrupted, TrustError as IndexFile does.
DeltaResult encode_delta(const IndexFile& old_index, WholeFiles& old_files,
                         const IndexFile& new_index, WholeFiles& new_files,
                         const DeltaOptions& options, const std::filesystem::path& file);

}  // namespace switchback
