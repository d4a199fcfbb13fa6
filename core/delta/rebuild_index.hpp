// The exact index file of the new release from the old one, once the made files' hashes are known.
#pragma once

#include <vector>

#include "base/digest.hpp"
#include "core/delta/index_change_walk.hpp"

namespace switchback {

struct MadeFile {
  ProducedFile file;
  Sha256Digest sha256;

  bool operator==(const MadeFile&) const = default;
};

// What the delta makes, by ordinal: the first pass over its index change, before any content is
// there. Everything about the entries is checked here. Throws as IndexChangeWalk does.
std::vector<ProducedFile> files_to_make(const IndexFile& old_index, const IndexChange& change);

// Writes the index to `sink`. Nothing of it may be used before the caller has compared the
// reference with the signed one: the change itself is not trusted. `made` is sorted by ordinal and
// has every file of files_to_make(); otherwise std::logic_error. Throws as IndexChangeWalk and
// IndexWriter do.
IndexReference rebuild_index(const IndexFile& old_index, const IndexChange& change,
                             const std::vector<MadeFile>& made, IndexWriter::Sink sink);

}  // namespace switchback
