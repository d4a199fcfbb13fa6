// Makes the files of a new release from those of an old one and a delta.
#pragma once

#include <cstdint>
#include <stop_token>
#include <string_view>

#include "core/delta/delta_payload.hpp"
#include "core/delta/file_bytes.hpp"
#include "core/delta/rebuild_index.hpp"
#include "core/tree/index_file.hpp"
#include "manifest-schema/delta_header.hpp"

namespace switchback {

// Where made files go: a folder beside the tree until the index was rebuilt and compared. read() is
// for bytes that write() was given.
class MadeFiles : public FileBytes {
 public:
  virtual void open(const ProducedFile& file) = 0;
  // The next bytes, front to back; files may be written in turns.
  virtual void write(std::uint32_t ordinal, std::string_view bytes) = 0;
  virtual void close(std::uint32_t ordinal) = 0;
  // After close(), perhaps after other files were opened: it is computed meanwhile.
  virtual void hashed(std::uint32_t /*ordinal*/, const Sha256Digest& /*sha256*/) {}
};

struct DeltaApplied {
  std::size_t files = 0;  // that were made
  IndexReference index;   // equals the signed one
};

// `header` is parsed, its bytes were compared with the manifest; its ranges are resolved in place,
// because a large one is not to be in memory twice, and may be resolved already. Pieces are
// verified before use, frames are decoded one after the other with at most about 62 MiB, and every
// file that the index change lists is made; it costs 48 bytes. `made_files` is called by one
// thread at a time, while others decode and hash. The index goes to `sink`. Throws TrustError:
// "trust-mix-and-match" where the delta is not from `old_index` to `expected`, "trust-format" where
// it, or a frame after the bytes of old files, is not well formed, "trust-length-or-hash" where a
// piece or the rebuilt index is not the signed one (in both cases the old files may not be what
// their index says, or the publisher erred: what was made must go); Interrupted; and what
// `old_files` and `made_files` throw.
DeltaApplied apply_delta(DeltaHeader& header, const PieceSource& pieces, const IndexFile& old_index,
                         const IndexReference& expected, WholeFiles& old_files,
                         MadeFiles& made_files, const IndexWriter::Sink& sink,
                         const std::stop_token& stop = {});

}  // namespace switchback
